"""Insertions in the log, beside what a service decides."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder

from shared.log.readers import recorded_after
from shared.recording.application import Service
from shared.recording.provenance import acting
from shared.recording.store import PersonneOubliee
from shared.runtime.component import Component
from tests.gwt import LONG_AGO, SOMEBODY

PATIENCE = 30.0


def until(condition: Callable[[], bool], otherwise: str) -> None:
    limit = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < limit, otherwise
        sleep(0.005)


def some_event(service: Service, number: int) -> StoredEvent:
    with acting(SOMEBODY):
        event = PersonneOubliee(
            originator_id=UUID(int=number), originator_version=1, timestamp=LONG_AGO
        )
        return service.mapper.to_stored_event(event)


@contextmanager
def held_open(recorder: Any, event: StoredEvent, locking: bool = True) -> Iterator[None]:
    """Insert an event as another process would, in a transaction that ends with the block."""
    if isinstance(recorder, SQLiteApplicationRecorder):
        with recorder.datastore.transaction(commit=True) as cursor:
            recorder._insert_events(cursor, [event])
            yield
        return
    with recorder.datastore.get_connection() as connection, connection.transaction():
        with connection.cursor() as cursor:
            if locking:
                recorder._insert_stored_events(cursor, [event])
            else:
                cursor.execute(
                    recorder.sql_invoke_pg_function_insert_events, ([typed(recorder, event)],)
                )
        yield


def typed(recorder: Any, event: StoredEvent) -> Any:
    return recorder.construct_pg_stored_event(**vars(event))


def positions(component: Component) -> list[int]:
    """Every position of the log, in order."""
    stored = component.service.recorder.select_notifications(start=None, limit=10_000)
    return [notification.id for notification in stored]


def follow(component: Component, seen: list[int]) -> None:
    """Read on from the last position seen, as a reader does."""
    seen += [at for at, _ in recorded_after(component.service, seen[-1] if seen else 0)]
