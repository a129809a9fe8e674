"""`make bench`: the speed of our services beside that of their servers; it asserts no figure."""

import argparse
import logging
import signal
import sys
from collections.abc import Generator
from contextlib import closing

from rich.console import Console
from rich.progress import track

from bench.log import published_and_consumed, replaying
from bench.path import paths
from bench.report import PAGE, described, record, table, weighed
from bench.saves import saves
from bench.setup import Bench, set_up
from bench.timing import Line
from tests.servers.addresses import NoServer

CLIENTS, WINDOW = 32, 64
LINES = 8


def lines(ready: Bench) -> Generator[Line, None, None]:
    yield from saves(ready)
    yield from published_and_consumed(ready)
    yield replaying(ready)
    ready.weigh_itself()
    yield from paths(ready, WINDOW)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    lasts = "how long each measure lasts (%(default)s); the whole takes about twelve times that"
    parser.add_argument("--seconds", type=float, default=10.0, help=lasts)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    shown, aside = Console(), Console(stderr=True)
    try:
        with set_up(arguments.seconds, CLIENTS) as ready, closing(lines(ready)) as measuring:
            machine = described(ready.servers)
            measured = list(track(measuring, "Measuring", LINES, console=aside, transient=True))
    except NoServer as error:
        print(error, file=sys.stderr)
        return 1
    shown.print(*machine, table(measured), weighed(ready.memory), sep="\n")
    record(measured, machine, ready.memory)
    aside.print(f"docs/{PAGE.name} is written.")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # our processes stop with us
    sys.exit(main())
