"""Callers that insert at the same time share a transaction, and each gets its own outcome."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from eventsourcing.persistence import (
    IntegrityError,
    OperationalError,
    ProgrammingError,
    StoredEvent,
)
from sqlalchemy import text

from shared.recording.recorders.group_commit import GroupCommit
from shared.recording.recorders.postgres import PostgresRecorder
from shared.runtime.component import Component
from tests.shared.insertions import held_open, positions, some_event, until
from tests.shared.magasins import Magasin

CALLERS = 32
IMPATIENT = {"POSTGRES_LOCK_TIMEOUT": "3"}
INSERT: Any = PostgresRecorder.insert_events
ONCE = INSERT.__wrapped__
"""Tries once, where `INSERT` would try for a minute while the store is away."""
TRANSACTIONS = "SELECT xmin::text AS id FROM carnets_events ORDER BY notification_id"


def waiting(group: GroupCommit, count: int) -> None:
    until(lambda: len(group._waiting) == count, f"{len(group._waiting)} callers wait, not {count}")


def group_of(component: Component) -> GroupCommit:
    group = vars(component.service.recorder)["_group"]
    assert isinstance(group, GroupCommit)
    return group


def insert_together(
    component: Component, numbers: Sequence[int], insert: Callable[..., Any]
) -> list[Future[Any]]:
    """Each number in a thread: the first is kept waiting by the server, the others by the first."""
    recorder, group = component.service.recorder, group_of(component)
    asked = [[some_event(component.service, number)] for number in numbers]
    with ThreadPoolExecutor(len(numbers)) as pool:
        with held_open(recorder, some_event(component.service, 0)):
            first = pool.submit(insert, recorder, asked[0])
            until(lambda: group._led and not group._waiting, "nobody leads")
            others = [pool.submit(insert, recorder, events) for events in asked[1:]]
            waiting(group, len(others))
            if insert is ONCE:
                wait([first, *others])
    return [first, *others]


def outcomes(futures: Sequence[Future[Any]]) -> list[Any]:
    """The positions, or the type of the error."""
    return [type(each.exception()) if each.exception() else each.result() for each in futures]


def transactions(component: Component) -> list[str]:
    return [row["id"] for row in component.model.query(TRANSACTIONS)]


def test_those_who_wait_for_the_lock_leave_together(postgres: Magasin) -> None:
    component = postgres.ouvrir()

    futures = insert_together(component, range(1, CALLERS + 1), INSERT)

    given = [position for each in futures for position in each.result()]
    assert sorted(given) == positions(component)[1:]
    assert len(set(transactions(component))) == 3
    for number, position in enumerate(given, 1):
        [stored] = component.service.recorder.select_notifications(position, 1)
        assert stored.originator_id.int == number  # type: ignore[union-attr]


def test_each_caller_of_a_group_gets_its_own_outcome(postgres: Magasin) -> None:
    """Event 7 is there already; 5 is asked three times."""
    component = postgres.ouvrir()
    component.service.recorder.insert_events([some_event(component.service, 7)])

    ended = outcomes(insert_together(component, [1, 5, 7, 5, 2, 5, 3], INSERT))

    assert [each for each in ended if each is IntegrityError] == [IntegrityError] * 3
    assert ended[2] is IntegrityError
    kept = component.service.recorder.select_notifications(None, 100)
    assert sorted(each.originator_id.int for each in kept) == [0, 1, 2, 3, 5, 7]  # type: ignore[union-attr]
    recorded = [position for each in ended if each is not IntegrityError for position in each]
    assert sorted(recorded) == positions(component)[2:]


def test_many_who_write_the_same_events_write_each_once(postgres: Magasin) -> None:
    """Without the group held back: whoever comes joins, leads, loses, in any order."""
    component = postgres.ouvrir()
    service = component.service
    asked = [[some_event(service, number)] for number in range(200)]
    stored: list[int] = []
    lost: list[int] = []

    def insert(rank: int) -> None:
        for events in asked[rank % 4 :: 4]:
            try:
                stored.extend(service.recorder.insert_events(events))
            except IntegrityError:
                lost.append(rank)

    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(insert, range(CALLERS)))

    assert sorted(stored) == positions(component) and len(stored) == 200
    assert len(lost) == (CALLERS // 4 - 1) * 200


def test_a_fault_of_the_store_reaches_every_caller(postgres: Magasin) -> None:
    component = postgres.ouvrir()
    futures = []
    with ThreadPoolExecutor(4) as pool, component.model.transaction() as connection:
        connection.execute(text("ALTER TABLE carnets_events RENAME TO elsewhere"))
        for number in range(1, 5):
            event = some_event(component.service, number)
            futures.append(pool.submit(component.service.recorder.insert_events, [event]))
        waiting(group_of(component), 3)

    assert outcomes(futures) == [ProgrammingError] * 4
    assert len({id(each.exception()) for each in futures}) == 4


def test_those_who_wait_while_the_store_is_away_are_told_at_once(postgres: Magasin) -> None:
    component = postgres.ouvrir(store=IMPATIENT)

    attempts = counted(group_of(component))

    futures = insert_together(component, range(1, 9), ONCE)

    assert outcomes(futures) == [OperationalError] * 8 and attempts == [1]
    assert len({id(each.exception()) for each in futures}) == 8


def counted(group: GroupCommit) -> list[int]:
    """How many events each transaction of the group tries to insert."""
    write, sizes = group._write, list[int]()

    def counting(events: Sequence[StoredEvent], keys: Sequence[Any]) -> Sequence[int]:
        sizes.append(len(events))
        return write(events, keys)

    group._write = counting
    return sizes


class Killed(BaseException):
    pass


def test_the_others_are_written_by_the_next_if_the_leader_is_killed() -> None:
    """Alone, the first leader is killed; then the second, who writes for three."""
    sizes: list[int] = []

    def write(events: Sequence[StoredEvent], keys: Sequence[Any]) -> Sequence[int]:
        sizes.append(len(events))
        if len(sizes) == 1:
            waiting(group, 3)
        if len(sizes) < 3:
            raise Killed
        return [event.originator_version for event in events]

    group = GroupCommit(write)
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(group.insert, [numbered(n)], ()) for n in range(4)]

    assert sizes == [1, 3, 2]
    ended = outcomes(futures)
    assert ended.count(Killed) == 2
    assert all(each is Killed or each == [rank] for rank, each in enumerate(ended))
    assert group.insert([numbered(9)], ()) == [9]


def numbered(version: int) -> StoredEvent:
    return StoredEvent(originator_id="x", originator_version=version, topic="", state=b"")


def test_greenlets_share_a_transaction_and_survive_those_that_are_killed(
    postgres: Magasin,
) -> None:
    settings = json.dumps({"store": dict(postgres.store), "url": postgres.sql_url})
    done = subprocess.run(
        [sys.executable, "-m", "tests.shared.greenlets", settings],
        env={**os.environ, "PSYCOPG_WAIT_FUNC": "wait_selector"},  # noqa: TID251
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    component = postgres.ouvrir()
    assert [1, *json.loads(done.stdout)] == positions(component) == list(range(1, 17))
    assert len(set(transactions(component))) == 3
