"""Saves: what a service records of a command, in this process, on PostgreSQL."""

from collections.abc import Iterator
from functools import partial
from itertools import repeat

from bench import brut
from bench.banc import Banc
from bench.mesures import Line, Measure, Operations, one_by_one, together
from bench.services import emptying, receive, signalement

LIGHT = 0.5
"""A reference is steadier: it lasts half as long."""


def saves(banc: Banc) -> Iterator[Line]:
    with brut.inserting(banc.url) as insert:
        for what, operations in (
            ("first command of a file", putting_forward(banc)),
            ("next command of a file", signalling(banc)),
        ):
            raw = one_by_one("raw INSERT", LIGHT * banc.seconds, repeat(insert))
            yield Line(raw, one_by_one(f"save: {what}", banc.seconds, operations))
    yield concurrent(banc)


def concurrent(banc: Banc) -> Line:
    what = f"raw INSERT, {banc.clients} processes"
    raw = brut.inserts_together(what, LIGHT * banc.seconds, banc.url, banc.clients)
    return Line(raw, concurrent_saves(banc))


def concurrent_saves(banc: Banc) -> Measure:
    threads = [putting_forward(banc) for _ in range(banc.clients)]
    return together(f"save: first, {banc.clients} threads", banc.seconds, threads)


def putting_forward(banc: Banc) -> Operations:
    for demande in banc.demandes.remontees():
        yield partial(receive, banc.labellisation, demande)
        banc.open.append(demande)


def signalling(banc: Banc) -> Operations:
    for demande in emptying(banc.open):
        yield partial(receive, banc.labellisation, signalement(demande))
