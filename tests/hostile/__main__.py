"""`make hostile`: what the account of a partner tries, and what the others notice, as a table."""

import argparse
import logging
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from tests.faults.__main__ import PROVIDERS, available
from tests.faults.commit import commit
from tests.hostile.authors import authors
from tests.hostile.bodies import bodies
from tests.hostile.broker import on_the_broker
from tests.hostile.floods import floods
from tests.hostile.ground import Attempt
from tests.hostile.identities import identities
from tests.hostile.report import row, table, written
from tests.hostile.setup import set_up
from tests.hostile.trial import try_out
from tests.servers.addresses import NoServer


def attempts() -> list[Attempt]:
    return [*identities(), *on_the_broker(), *authors(), *bodies(), *floods()]


def wanted(only: Sequence[str]) -> list[Attempt]:
    """The attempts whose name has one of these parts; all of them if no part is given."""
    return [each for each in attempts() if not only or any(part in each.name for part in only)]


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--servers", choices=PROVIDERS)
    parser.add_argument("--only", action="append", default=[], help="part of an attempt's name")
    arguments = parser.parse_args(words)
    if not wanted(arguments.only):
        parser.error(f"aucune tentative ne se nomme ainsi : {', '.join(arguments.only)}")
    logging.basicConfig(level=logging.WARNING)
    console = Console(width=None if sys.stdout.isatty() else 180)
    try:
        held = on(console, arguments.servers or available(), arguments.only)
    except NoServer as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if held else 1


def on(console: Console, provide: str, only: Sequence[str]) -> bool:
    """Make the attempts on these servers; False if one of them got what it wanted."""
    made_at, all_seen = commit(), []
    with (
        tempfile.TemporaryDirectory(prefix="fs-hostile-") as name,
        set_up(PROVIDERS[provide], Path(name) / "rig") as ground,
    ):
        for each in wanted(only):
            all_seen.append(try_out(ground, each))
            console.print(" · ".join(row(all_seen[-1])))
        title = f"Sur {ground.rig.versions()}"
    console.print(table(title, all_seen))
    if not only:
        written(title, made_at, all_seen)
    return all(seen.held for seen in all_seen)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # our servers stop with us
    sys.exit(main(sys.argv[1:]))
