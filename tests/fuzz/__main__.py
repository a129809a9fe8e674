"""`make fuzz`: hostile bodies for every request and fact, on SQLite and on PostgreSQL."""

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from tests.fuzz.ground import Seen
from tests.fuzz.report import table
from tests.fuzz.siege import besiege, on_servers
from tests.servers import servers
from tests.servers.addresses import NoServer

Siege = Callable[[Path, int, int], Seen]


def on_files(folder: Path, seed: int, each: int) -> Seen:
    return besiege(folder, None, seed, each)


def on_database(folder: Path, seed: int, each: int) -> Seen:
    with servers() as found:
        return on_servers(found, folder, seed, each)


SIEGES: dict[str, Siege] = {"sqlite": on_files, "postgres": on_database}


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--on", choices=SIEGES, action="append", help="both, if nothing is said")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same bodies")
    parser.add_argument("--each", type=int, default=15, help="changed copies before each message")
    arguments = parser.parse_args(words)
    logging.disable(logging.CRITICAL)
    try:
        held = [on(name, arguments.seed, arguments.each) for name in arguments.on or SIEGES]
    except NoServer as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if all(held) else 1


def on(name: str, seed: int, each: int) -> bool:
    """Besiege the services there, and show what became of it; False if something went wrong."""
    with tempfile.TemporaryDirectory(prefix="fs-fuzz-") as folder:
        seen = SIEGES[name](Path(folder), seed, each)
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(table(f"{name}, graine {seed}", seen))
    for fault in seen.faults:
        console.print(fault, markup=False, soft_wrap=True)
    return not seen.faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
