"""Saves: a service records commands, in this process, on PostgreSQL."""

from collections.abc import Iterator
from functools import partial
from itertools import islice, repeat

from bench import baseline
from bench.clients import in_processes
from bench.services import emptying, receive, signalement
from bench.setup import Bench
from bench.timing import LIGHT, Line, Measure, Operations, one_by_one, together

ENOUGH = 500
"""Structures put forward and not signalled, for the measures that signal some."""


def saves(bench: Bench) -> Iterator[Line]:
    with baseline.inserting(bench.url) as insert:
        for what, operations in (
            ("first command of a file", putting_forward(bench)),
            ("next command of a file", signalling(bench)),
        ):
            raw = one_by_one("raw INSERT", LIGHT * bench.seconds, repeat(insert))
            yield Line(raw, one_by_one(f"save: {what}", bench.seconds, operations))
    yield Line(concurrent_inserts(bench), concurrent_saves(bench))


def concurrent_inserts(bench: Bench) -> Measure:
    what = f"raw INSERT, {bench.clients} processes"
    inserting = partial(baseline.inserting, bench.url)
    return in_processes(what, LIGHT * bench.seconds, bench.clients, inserting)


def concurrent_saves(bench: Bench) -> Measure:
    threads = [putting_forward(bench) for _ in range(bench.clients)]
    return together(f"save: first, {bench.clients} threads", bench.seconds, threads)


def prepare(bench: Bench) -> None:
    """Put structures forward and signal half, unless `saves` did: later measures need some."""
    if len(bench.open) < ENOUGH:
        concurrent_saves(bench)
        for signal in islice(signalling(bench), len(bench.open) // 2):
            signal()


def putting_forward(bench: Bench) -> Operations:
    for demande in bench.demandes.remontees():
        yield partial(receive, bench.labellisation, demande)
        bench.open.append(demande)


def signalling(bench: Bench) -> Operations:
    for demande in emptying(bench.open):
        yield partial(receive, bench.labellisation, signalement(demande))
