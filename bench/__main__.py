"""`make bench`: the speed of our services beside that of their servers; it asserts no figure."""

import argparse
import logging
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
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
from bench.report import (
    PAGE,
    PEERS,
    QUESTIONS,
    WHOLE,
    Block,
    Found,
    described,
    record,
    show,
    summary,
)
from bench.requests import requests
from bench.rest import starting_and_resting
from bench.saves import saves
from bench.setup import Bench, Options, set_up
from bench.timing import Line
from tests.servers.addresses import NoServer

Measuring = Callable[[Bench], Iterator[Line]]
Measures = Sequence[tuple[str, Measuring]]
MEASURES: dict[str, Measuring] = {
    "rest": starting_and_resting,
    "saves": saves,
    "log": log,
    "requests": requests,
    "path": paths,
    "limits": limits,
    "growth": growing,
    "embedded": lists,
}
"""In this order: the first wants empty queues; each of the others needs none before it."""
BLOCKS: Mapping[Block, Mapping[str, Measuring]] = {
    WHOLE: MEASURES,
    QUESTIONS: {"questions": questions},
    PEERS: {"peers": with_peers},
}
"""The parts of the page, and what each shows."""
USUAL = (WHOLE, QUESTIONS)

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
            for block, measures in chosen(arguments):
                found = measured(ready, measures, aside)
                show(found, block, shown)
                keep(found, block, len(measures) == len(BLOCKS[block]), aside)
    except (NoServer, NoPeers) as error:
        print(error, file=sys.stderr)
        return isinstance(error, NoServer)
    return 0


def keep(found: Found, block: Block, whole: bool, aside: Console) -> None:
    """Write a part of the page, if all that it shows was measured."""
    if whole and found.lines:
        record(found, block)
        aside.print(f"docs/{PAGE.name} is written.")
    else:
        aside.print(f"docs/{PAGE.name} is left as it was: these are not all the measures.")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    lasts = "how long most measures last (%(default)s); the whole takes twelve times that and more"
    parser.add_argument("--seconds", type=float, default=10.0, help=lasts)
    only = "measure this alone, maybe several times; a part of the page is only written whole"
    names = [name for block in USUAL for name in BLOCKS[block]]
    parser.add_argument("--only", action="append", choices=names, default=[], help=only)
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


def chosen(arguments: argparse.Namespace) -> Iterator[tuple[Block, Measures]]:
    """By part of the page, those that are wanted of its measures."""
    for block in [PEERS] if arguments.peers else USUAL:
        known = BLOCKS[block].items()
        if wanted := [each for each in known if not arguments.only or each[0] in arguments.only]:
            yield block, wanted


def measured(ready: Bench, measures: Measures, aside: Console) -> Found:
    """Each result is said as soon as it is known."""
    ready.notes, ready.rests, ready.memory = [], [], {}
    machine, lines = described(ready.servers), list[Line]()
    with (
        Progress(console=aside, transient=True) as progress,
        closing(following(ready, measures, progress)) as found,
    ):
        for line in found:
            progress.console.print(summary(line))
            lines.append(line)
    return Found(machine, lines, ready.notes, ready.rests, ready.memory)


def following(ready: Bench, measures: Measures, progress: Progress) -> Generator[Line, None, None]:
    task = progress.add_task("Measuring", total=len(measures))
    for name, measure in measures:
        progress.update(task, description=f"Measuring: {name}")
        yield from measure(ready)
        progress.advance(task)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # our processes stop with us
    sys.exit(main())
