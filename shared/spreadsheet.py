"""CSV that a spreadsheet opens as it was written: accents kept, and no cell taken for a formula.

A cell that a spreadsheet would compute is written after an apostrophe, which `original` takes
away: what is read again is what was written. A plain number (`-1,5`) is left as it is; a telephone
number (`+33 4 71…`) is not one, for a spreadsheet would lose its `+`.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

BOM = "utf-8-sig"
SEPARATOR = ";"
MARK = "'"

COMPUTED = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
KEPT = re.compile(r"'+(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
NUMBER = re.compile(r"-\d+(?:[.,]\d+)?", re.ASCII)

Cell = str | int | float | None


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file: UTF-8 with its mark, semicolons, and cells that nothing computes."""
    return as_csv(header, rows, "\r\n").encode(BOM, "backslashreplace")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]], end: str = "\n") -> str:
    """The same as text, for a program: no mark, and lines that end as in other outputs."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=SEPARATOR, lineterminator=end)
    writer.writerow(header)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return written.getvalue()


def inert(cell: Cell) -> str:
    """The text of a cell that a spreadsheet shows, and never computes."""
    text = "" if cell is None else str(cell)
    return f"{MARK}{text}" if COMPUTED.match(text) and not NUMBER.fullmatch(text) else text


def original(text: str) -> str:
    """The text of a cell as it was before `inert`."""
    return text.removeprefix(MARK) if KEPT.match(text) else text
