"""Lists of structures, played without any server: the whole programme, in one folder."""

import csv
import sys
from collections.abc import Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from subprocess import Popen, TimeoutExpired
from time import perf_counter

from bench.baseline import insert_in_file
from bench.processes import session_megabytes
from bench.setup import Bench
from bench.timing import Line, Measure, whole
from console.execution.opened import opened
from console.execution.services import BUILDERS
from services.labellisation.tableau.questions import lire_tableau
from tests.journeys.parcours import ECHANTILLON
from tests.servers.addresses import inherited
from tests.servers.children import Children

USUAL, LONG = 534, 2845
"""The structures of the list of 6 February 2020, and of that of 1 August 2024."""

LOOK_AGAIN = 0.5


def lists(bench: Bench) -> Iterator[Line]:
    for path in given_or_made(bench):
        line, megabytes = played(path, bench.folder, bench.options.geography)
        bench.weigh(f"{line.measured.what}, all its processes", megabytes)
        yield line


def given_or_made(bench: Bench) -> Iterator[Path]:
    options = bench.options
    yield from options.lists or [made(bench.folder, USUAL)]
    if options.long:
        yield made(bench.folder, LONG)


def made(folder: Path, structures: int) -> Path:
    """The rows of the sample again and again, each time under other numbers, names, addresses."""
    source = ECHANTILLON / "tableau_remontee.csv"
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    path = folder / f"list-{structures}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, list(rows[0]), delimiter=";")
        written.writeheader()
        for number, row in enumerate(islice(cycle(rows), structures), start=1):
            written.writerow(row | another(row, number))
    return path


def another(row: dict[str, str], number: int) -> dict[str, str]:
    return {
        "matricule": f"{row['département']}-{number:05}",
        "nom": f"{row['nom']} n° {number}",
        "adresse": f"{number} {row['adresse'].lstrip('0123456789 ')}",
        "courriel": f"accueil@structure-{number}.example",
    }


def played(path: Path, at: Path, geography: Path | None = None) -> tuple[Line, float]:
    """From the start of the command to its end; the reference writes as many events, raw.

    Gives its peak memory too, in megabytes.
    """
    structures, folder = len(lire_tableau(path).lignes), at / f"played-{path.stem}"
    seconds, megabytes = demonstration(path, folder, geography)
    events = recorded(folder)
    raw = f"raw SQLite INSERT, its {events:,} events"
    write = partial(insert_in_file, at / f"raw-{path.stem}.sqlite", events)
    measured = Measure(f"embedded list, {structures:,} structures", structures, seconds)
    return Line(whole(raw, structures, write), measured), megabytes


def demonstration(path: Path, folder: Path, geography: Path | None) -> tuple[float, float]:
    """Its seconds, and the most megabytes that its processes held together."""
    words = [sys.executable, "-m", "console", "demo", "--liste", str(path)]
    words += ["--sortie", str(folder)]
    words += ["--geographie", str(geography)] if geography else []
    log = folder.with_suffix(".log")
    with Children() as children:
        began, peak = perf_counter(), 0.0
        process = children.start(words, log, inherited())
        while not ended(process):
            peak = max(peak, session_megabytes(process.pid))
        seconds = perf_counter() - began
    assert process.returncode == 0, log.read_text()[-3000:]
    return seconds, peak


def ended(process: "Popen[bytes]") -> bool:
    """True if it ends before the next look."""
    try:
        process.wait(LOOK_AGAIN)
    except TimeoutExpired:
        return False
    return True


def recorded(folder: Path) -> int:
    """The number of events in the five logs of this folder."""
    with opened(list(BUILDERS), folder) as components:
        return sum(each.service.recorder.max_notification_id() or 0 for each in components)
