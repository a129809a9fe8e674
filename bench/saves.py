"""Saves: a service records commands, in this process, on PostgreSQL."""

from collections.abc import Iterator
from functools import partial
from itertools import repeat

from bench import baseline
from bench.services import emptying, receive, signalement
from bench.setup import Bench
from bench.timing import Line, Measure, Operations, one_by_one, together

LIGHT = 0.5
"""A reference varies less: it is measured for half as long."""


def saves(bench: Bench) -> Iterator[Line]:
    with baseline.inserting(bench.url) as insert:
        for what, operations in (
            ("first command of a file", putting_forward(bench)),
            ("next command of a file", signalling(bench)),
        ):
            raw = one_by_one("raw INSERT", LIGHT * bench.seconds, repeat(insert))
            yield Line(raw, one_by_one(f"save: {what}", bench.seconds, operations))
    yield concurrent(bench)


def concurrent(bench: Bench) -> Line:
    what = f"raw INSERT, {bench.clients} processes"
    raw = baseline.inserts_together(what, LIGHT * bench.seconds, bench.url, bench.clients)
    return Line(raw, concurrent_saves(bench))


def concurrent_saves(bench: Bench) -> Measure:
    threads = [putting_forward(bench) for _ in range(bench.clients)]
    return together(f"save: first, {bench.clients} threads", bench.seconds, threads)


def putting_forward(bench: Bench) -> Operations:
    for demande in bench.demandes.remontees():
        yield partial(receive, bench.labellisation, demande)
        bench.open.append(demande)


def signalling(bench: Bench) -> Operations:
    for demande in emptying(bench.open):
        yield partial(receive, bench.labellisation, signalement(demande))
