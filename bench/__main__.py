"""`make bench`: the speed of our services beside that of their servers; it asserts no figure."""

import argparse
import logging
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bench.embedded import LONG, lists
from bench.growth import growing
from bench.limits import limits
from bench.log import log
from bench.path import paths
from bench.peers import NoPeers, with_peers
from bench.questions import questions
from bench.report import PAGE, PEERS, WHOLE, Found, described, record, show, summary
from bench.requests import requests
from bench.rest import starting_and_resting
from bench.saves import saves
from bench.setup import Bench, Options, set_up
from bench.timing import Line
from tests.servers.addresses import NoServer

Measuring = Callable[[Bench], Iterator[Line]]
MEASURES: dict[str, Measuring] = {
    "rest": starting_and_resting,
    "saves": saves,
    "log": log,
    "requests": requests,
    "path": paths,
    "limits": limits,
    "growth": growing,
    "embedded": lists,
    "questions": questions,
}
"""In this order: the first wants empty queues; each of the others needs none before it."""


WIDE = 160
"""Columns of a page that is read elsewhere than on a terminal."""


def main() -> int:
    arguments = parsed()
    logging.basicConfig(level=logging.WARNING)
    shown, aside = Console(width=None if sys.stdout.isatty() else WIDE), Console(stderr=True)
    given = (arguments.liste, arguments.geographie, arguments.long, arguments.structures)
    options = Options(arguments.seconds, *given)
    try:
        with set_up(options) as ready:
            found = measured(ready, chosen(arguments), aside)
    except (NoServer, NoPeers) as error:
        print(error, file=sys.stderr)
        return isinstance(error, NoServer)
    block = PEERS if arguments.peers else WHOLE
    show(found, block, shown)
    if arguments.only:
        aside.print(f"docs/{PAGE.name} is left as it was: these are not all the measures.")
        return 0
    record(found, block)
    aside.print(f"docs/{PAGE.name} is written.")
    return 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    lasts = "how long most measures last (%(default)s); the whole takes twelve times that and more"
    parser.add_argument("--seconds", type=float, default=10.0, help=lasts)
    only = "measure this alone, maybe several times; the page is left as it was"
    parser.add_argument("--only", action="append", choices=MEASURES, default=[], help=only)
    peers = "measure our appends beside those of other event stores, which npm installs"
    parser.add_argument("--peers", action="store_true", help=peers)
    liste = "a list to play, instead of one that is made; maybe several times"
    parser.add_argument("--liste", action="append", type=Path, default=[], help=liste)
    geographie = "the folder of the communes that the lists cite (INSEE)"
    parser.add_argument("--geographie", type=Path, help=geographie)
    asked = "ask questions about so many structures (%(default)s)"
    parser.add_argument("--structures", type=int, default=Options.structures, help=asked)
    long = f"play a list of {LONG:,} structures too"
    parser.add_argument("--long", action="store_true", help=long)
    return parser.parse_args()


def chosen(arguments: argparse.Namespace) -> Sequence[tuple[str, Measuring]]:
    if arguments.peers:
        return [("peers", with_peers)]
    return [each for each in MEASURES.items() if not arguments.only or each[0] in arguments.only]


def measured(ready: Bench, measures: Sequence[tuple[str, Measuring]], aside: Console) -> Found:
    """Each result is said as soon as it is known."""
    machine, lines = described(ready.servers), list[Line]()
    with (
        Progress(console=aside, transient=True) as progress,
        closing(following(ready, measures, progress)) as found,
    ):
        for line in found:
            progress.console.print(summary(line))
            lines.append(line)
    return Found(machine, lines, ready.notes, ready.rests, ready.memory)


def following(
    ready: Bench, measures: Sequence[tuple[str, Measuring]], progress: Progress
) -> Generator[Line, None, None]:
    task = progress.add_task("Measuring", total=len(measures))
    for name, measure in measures:
        progress.update(task, description=f"Measuring: {name}")
        yield from measure(ready)
        progress.advance(task)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # our processes stop with us
    sys.exit(main())
