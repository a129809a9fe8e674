"""The event stores, with our settings, pass the tests of their library, and ours.

Our tests show that a reader of the log misses no event, and that it would miss some with
POSTGRES_ENABLE_DB_FUNCTIONS, which is refused for this reason.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from threading import enumerate as enumerate_threads
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import (
    ApplicationRecorder,
    JSONTranscoder,
    StoredEvent,
    Transcoder,
)
from eventsourcing.sqlite import SQLiteApplicationRecorder
from eventsourcing.tests import persistence as library

from shared.log.readers import recorded_after
from shared.recording.application import Service
from shared.recording.provenance import acting
from shared.recording.store import PersonneOubliee
from shared.runtime.component import Component
from tests.gwt import LONG_AGO, SOMEBODY
from tests.shared.address_book import ADRESSE, MAIRIE, noter
from tests.shared.magasins import Magasin

WRITERS, WRITES = 4, 25
UNLOCKED = {"POSTGRES_ENABLE_DB_FUNCTIONS": "y"}


@contextmanager
def threads_joined() -> Iterator[None]:
    """Join the readers that the library's tests leave: closing their store would crash them."""
    before = set(enumerate_threads())
    yield
    for thread in set(enumerate_threads()) - before:
        if not thread.daemon:
            thread.join()


class OnPopo:
    """Gives each test its own store, opened as a process opens it."""

    @pytest.fixture(autouse=True)
    def _store(self, popo: Magasin) -> Iterator[None]:
        self.store = popo
        with threads_joined():
            yield


class OnSqlite:
    @pytest.fixture(autouse=True)
    def _store(self, sqlite: Magasin) -> Iterator[None]:
        self.store = sqlite
        with threads_joined():
            yield


class OnPostgres:
    @pytest.fixture(autouse=True)
    def _store(self, postgres: Magasin) -> Iterator[None]:
        self.store = postgres
        with threads_joined():
            yield


class Recorders:
    store: Magasin

    def create_recorder(self) -> ApplicationRecorder:
        return self.store.ouvrir().service.recorder


class TestPopo(OnPopo, Recorders, library.ApplicationRecorderTestCase[Any]):
    pass


class TestSqlite(OnSqlite, Recorders, library.ApplicationRecorderTestCase[Any]):
    pass


class TestPostgres(OnPostgres, Recorders, library.ApplicationRecorderTestCase[Any]):
    pass


class TestPopoNotifications(OnPopo, Recorders, library.NonInterleavingNotificationIDsBaseCase):
    pass


class TestSqliteNotifications(OnSqlite, Recorders, library.NonInterleavingNotificationIDsBaseCase):
    pass


class TestPostgresNotifications(
    OnPostgres, Recorders, library.NonInterleavingNotificationIDsBaseCase
):
    pass


class TestTranscoder(OnPopo, library.TranscoderTestCase):
    """Every store has this transcoder; our events hold no tuple, nor subclass of str or int."""

    test_tuple = test_mixed = None  # type: ignore[assignment]
    test_str_subclass = test_int_subclass = None  # type: ignore[assignment]
    test_list_subclass = test_dict_subclass = None  # type: ignore[assignment]

    def construct_transcoder(self) -> Transcoder:
        transcoder = self.store.ouvrir().service.mapper.transcoder
        assert isinstance(transcoder, JSONTranscoder)
        transcoder.register(library.CustomType1AsDict())
        transcoder.register(library.CustomType2AsDict())
        return transcoder


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


def test_a_reader_misses_nothing_while_an_insert_is_held_open(durable: Magasin) -> None:
    slow, other, reader = (durable.ouvrir() for _ in range(3))
    noter(other, ADRESSE)
    seen: list[int] = []
    writing = Thread(target=noter, args=(other, ADRESSE, MAIRIE, 2))

    with held_open(slow.service.recorder, some_event(slow.service, 1)):
        writing.start()
        writing.join(0.5)
        assert writing.is_alive(), "the second insert must wait for the first"
        follow(reader, seen)
    writing.join()
    follow(reader, seen)

    assert seen == positions(reader) and len(seen) == 6


def test_with_database_functions_a_reader_misses_an_event_which_is_why_we_refuse_them(
    postgres: Magasin,
) -> None:
    slow, other, reader = (postgres.ouvrir(store=UNLOCKED) for _ in range(3))
    noter(other, ADRESSE)
    seen: list[int] = []
    writing = Thread(target=noter, args=(other, ADRESSE, MAIRIE, 2))

    with held_open(slow.service.recorder, some_event(slow.service, 1), locking=False):
        writing.start()
        writing.join(5)
        assert not writing.is_alive(), "nothing makes the second insert wait"
        follow(reader, seen)
    follow(reader, seen)

    [missed] = set(positions(reader)) - set(seen)
    assert missed < seen[-1]


def test_a_reader_misses_nothing_that_several_write_at_once(magasin: Magasin) -> None:
    component = magasin.ouvrir()
    noter(component, ADRESSE)
    seen: list[int] = []

    def write(rank: int) -> None:
        for number in range(WRITES):
            event = some_event(component.service, 1000 * (rank + 1) + number)
            component.service.recorder.insert_events([event])

    writers = [Thread(target=write, args=(rank,)) for rank in range(WRITERS)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        follow(component, seen)
    follow(component, seen)
    follow(component, seen)

    assert seen == positions(component) and len(seen) == 3 + WRITERS * WRITES
