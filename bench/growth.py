"""The cost of a command as the log grows: three logs of different lengths take turns."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from itertools import islice, repeat

import psycopg
from psycopg.errors import InsufficientPrivilege

from bench import baseline
from bench.services import receive, signalement
from bench.setup import Bench
from bench.timing import Line, Measure, Operations, in_turn
from services.labellisation.dossier.commands import RemonterStructure
from shared.runtime.component import Component

SIZES = (1_000, 100_000, 1_000_000)
FILES = 500
"""Files put forward in each log: an event and a receipt each, hence the first size."""

UNTIMED = 50
"""Commands that each service handles first, to fill its caches."""

COPY_EVENTS = """INSERT INTO labellisation_events
    (originator_id, originator_version, topic, state)
    SELECT md5(originator_id::text || copy)::uuid, originator_version, topic, state
    FROM generate_series(1, %(copies)s) AS copy, labellisation_events LIMIT %(wanted)s"""
COPY_KEYS = """INSERT INTO cles_personnes
    (personne_id, cle_chiffree, maitresse, creee_le, detruite_le)
    SELECT personne_id || '/' || copy, cle_chiffree, maitresse, creee_le, detruite_le
    FROM generate_series(1, %(copies)s) AS copy, cles_personnes"""
TABLES = ("labellisation_events", "cles_personnes")


def growing(bench: Bench) -> Iterator[Line]:
    """One command in each log, and one raw insert, then again: they share what slows them."""
    with ExitStack() as stack:
        logs = [stack.enter_context(bench.new_labellisation()) for _ in SIZES]
        insert = stack.enter_context(baseline.inserting(bench.url))
        opened = [put_forward(bench, log) for log in logs]
        for log, size in zip(logs, SIZES, strict=True):
            fill(bench.as_owner(log), size)
        commands = [signalling(*each) for each in zip(logs, opened, strict=True)]
        for each in commands:
            for untimed in islice(each, UNTIMED):
                untimed()
        whats = [f"save: next, {size:,} events stored" for size in SIZES]
        reference, *measured = in_turn(["raw INSERT", *whats], [repeat(insert), *commands])
    bench.notes.append(compared(measured))
    yield from (Line(reference, each) for each in measured)


def put_forward(bench: Bench, log: Component) -> list[RemonterStructure]:
    demandes = list(islice(bench.demandes.remontees(), FILES))
    for demande in demandes:
        receive(log, demande)
    return demandes


def signalling(log: Component, demandes: Sequence[RemonterStructure]) -> Operations:
    return (partial(receive, log, signalement(demande)) for demande in demandes)


def fill(url: str, size: int) -> None:
    """Copy the events as those of other files, under other keys, until there are so many."""
    with psycopg.connect(url, autocommit=True) as owner:
        stored = _count(owner, "labellisation_events")
        copies = -(-(size - stored) // stored)
        if copies > 0:
            owner.execute(COPY_KEYS, {"copies": copies})
            owner.execute(COPY_EVENTS, {"copies": copies, "wanted": size - stored})
        assert _count(owner, "labellisation_events") == max(size, stored)
        for table in TABLES:
            owner.execute(f"VACUUM ANALYZE {table}")
        with suppress(InsufficientPrivilege):
            owner.execute("CHECKPOINT")


def _count(connection: "psycopg.Connection[tuple[int]]", table: str) -> int:
    return connection.execute(f"SELECT COUNT(*) FROM {table}").fetchall()[0][0]


def compared(measured: Sequence[Measure]) -> str:
    """The ratio of what a command costs in the longest log and in the shortest."""
    short, long = measured[0], measured[-1]
    times = {"on average": short.rate / long.rate}
    for name, rank in (("at the median", 50), ("at p99", 99)):
        before, after = short.quantile(rank), long.quantile(rank)
        times |= {name: after / before} if before and after else {}
    said = ", ".join(f"{value:.2f} {name}" for name, value in times.items())
    return f"Cost of a command at {SIZES[-1]:,} events stored, over that at {SIZES[0]:,}: {said}."
