"""Lists of structures, played without any server: the whole programme, in one folder."""

import csv
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from subprocess import Popen, TimeoutExpired
from time import perf_counter

from bench.baseline import insert_in_file
from bench.processes import session_megabytes
from bench.setup import Bench
from bench.timing import Line, Measure, whole
from console.execution.opened import databases
from services.labellisation.tableau.questions import lire_tableau
from tests.journeys.parcours import ECHANTILLON
from tests.servers.addresses import inherited
from tests.servers.children import Children

USUAL, LONG = 534, 2845
"""The structures of the list of 6 February 2020, and of that of 1 August 2024."""

LOOK_AGAIN = 0.25


def lists(bench: Bench) -> Iterator[Line]:
    for path in given_or_made(bench):
        yield played(bench, path)


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


def played(bench: Bench, path: Path) -> Line:
    """From the start of the command to its end; the reference writes as many events, raw."""
    structures, folder = len(lire_tableau(path).lignes), bench.folder / f"played-{path.stem}"
    name = f"embedded list, {structures:,} structures"
    seconds, megabytes = demonstration(bench, path, folder)
    bench.weigh(f"{name}, all its processes together", megabytes)
    events = sum(recorded(database) for database in databases(folder))
    raw = f"raw SQLite INSERT, its {events:,} events"
    write = partial(insert_in_file, bench.folder / f"raw-{path.stem}.sqlite", events)
    return Line(whole(raw, structures, write), Measure(name, structures, seconds))


def demonstration(bench: Bench, path: Path, folder: Path) -> tuple[float, float]:
    """Its seconds, and the most megabytes that it held, looked at every quarter of a second."""
    words = [sys.executable, "-m", "console", "demo", "--liste", str(path)]
    words += ["--sortie", str(folder)]
    if bench.options.geography:
        words += ["--geographie", str(bench.options.geography)]
    log = bench.folder / f"{path.stem}.log"
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


def recorded(database: Path) -> int:
    """The number of events in the log of a service."""
    with closing(sqlite3.connect(database)) as connection:
        [[count]] = connection.execute(f"SELECT COUNT(*) FROM {database.stem}_events")
    return int(count)
