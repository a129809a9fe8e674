"""Measures what each disk takes in a day of three requests a minute.

Some minutes are played at that pace; the rest of the day's requests then leave at once.
"""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from console.execution.services import BUILDERS
from shared.typographie import decimal
from tests.deploy.messages import bruit
from tests.deploy.pile import Pile
from tests.deploy.restauration import archiver, exploitation, psql

PER_MINUTE = 3
DAY = 24 * 60 * PER_MINUTE
NOISE = 100
"""One unreadable message for so many requests: it waits for a decision, and stays."""

VOLUMES = ("rabbitmq", "documents", "rapports", "courriels")
PARKED = """SELECT pg_total_relation_size('messages_retenus')
    + pg_total_relation_size('demandes_illisibles')"""
BASES = "SELECT sum(pg_database_size(datname)) FROM pg_database WHERE NOT datistemplate"
Sizes = Mapping[str, int]
"""Bytes, by what holds them."""


def mesurer(console: Console, pile: Pile, minutes: int) -> None:
    """Print what each disk took during so many minutes, then with a whole day of requests."""
    pile.commencer()
    before = len(pile.outside.asked)
    pile.demander(1)
    pile.attendre(pile.termine)
    each = len(pile.outside.asked) - before
    console.print(f"Une structure, de sa remontée à ses accès : {each} demandes.")
    begun, asked = sizes(pile), len(pile.outside.asked)
    with Progress(console=console) as progress:
        task = progress.add_task("Au rythme de trois par minute", total=minutes)
        _paced(pile, minutes, each, lambda done: progress.update(task, completed=done))
    paced, after = sizes(pile), len(pile.outside.asked)
    pile.demander((DAY - (after - asked)) // each)
    pile.attendre(pile.termine)
    day = sizes(pile)
    rest = len(pile.outside.asked) - after
    console.print(f"{after - asked} demandes en {minutes} minutes, puis {rest} d'un coup.")
    console.print(table(begun, paced, day, minutes))


def _paced(pile: Pile, minutes: int, each: int, tell: Callable[[float], None]) -> None:
    begun, since = time.monotonic(), 0
    while (spent := (time.monotonic() - begun) / 60) < minutes:
        pile.demander(1)
        since += each
        if since >= NOISE:
            bruit()
            since = 0
        tell(spent)
        time.sleep(max(0.0, 60 * (spent + each / PER_MINUTE) - (time.monotonic() - begun)))
    pile.attendre(pile.termine)


def sizes(pile: Pile) -> Sizes:
    """The bytes of each base, journal, volume and log; the current journal is archived first."""
    archiver(pile)
    return {
        "bases": int(psql(pile, BASES)),
        "messages retenus": sum(int(_of(pile, name, PARKED)) for name in BUILDERS),
        "journaux archivés": _used(pile, "archives", "wal"),
        **{f"volume {name}": _used(pile, name) for name in VOLUMES},
        "journaux des conteneurs": sum(_logs(pile)),
    }


def _of(pile: Pile, base: str, query: str) -> str:
    return exploitation(pile, "psql", "--no-align", "--tuples-only", "--command", query, base)


def _used(pile: Pile, volume: str, folder: str = "") -> int:
    place = f"{pile.compose.project}_{volume}:/v:ro"
    words = ("--entrypoint", "du", "postgres:17", "--summarize", "--block-size=1", f"/v/{folder}")
    return int(pile.compose.docker("run", "--rm", "--volume", place, *words).split()[0])


def _logs(pile: Pile) -> list[int]:
    """The logs that Docker keeps of each container."""
    containers = pile.compose("ps", "--all", "--quiet").split()
    paths = pile.compose.docker("inspect", "--format", "{{.LogPath}}", *containers).split()
    return [kept.stat().st_size for path in paths for kept in Path(path).parent.glob("*.log*")]


def table(begun: Sizes, paced: Sizes, day: Sizes, minutes: int) -> Table:
    headers = ("place", f"en {minutes} min", "un jour", "le reste, d'un coup", "un an")
    shown = Table(*headers, title="Ce que prennent les disques")
    for name, before in begun.items():
        grown = paced[name] - before
        in_a_day = grown * 24 * 60 // minutes
        told = (grown, in_a_day, day[name] - paced[name], in_a_day * 365)
        shown.add_row(name, *(mo(each) for each in told))
    return shown


def mo(size: int) -> str:
    return f"{decimal(round(size / 1_000_000, 1))} Mo"
