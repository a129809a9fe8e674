"""The event stores, with our settings, pass the tests of their library, and ours.

Our tests show that a reader of the log misses no event, and that it would miss some with
POSTGRES_ENABLE_DB_FUNCTIONS, which is refused for this reason.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from threading import enumerate as enumerate_threads
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    JSONTranscoder,
    OperationalError,
    Transcoder,
)
from eventsourcing.tests import persistence as library

from shared.recording.receipts import receipt_id
from tests.shared.address_book import ADRESSE, MAIRIE, Carnet, courriels, demande, noter
from tests.shared.insertions import follow, held_open, positions, some_event, until
from tests.shared.magasins import Magasin

WRITERS, WRITES = 4, 25
UNLOCKED = {
    "PERSISTENCE_MODULE": "eventsourcing.postgres",
    "POSTGRES_ENABLE_DB_FUNCTIONS": "y",
}
ONE_SECOND = {"POSTGRES_LOCK_TIMEOUT": "1"}
ONE_CONNECTION = {"POSTGRES_MAX_OVERFLOW": "0"}
CUT = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'"""
NOBODY = UUID(int=404)


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
    slow, other = (postgres.ouvrir(store=UNLOCKED) for _ in range(2))
    reader = postgres.ouvrir()
    noter(reader, ADRESSE)
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
    others = [magasin.ouvrir() if magasin.store else component for _ in range(WRITERS)]
    noter(component, ADRESSE)
    seen: list[int] = []

    def write(rank: int) -> None:
        service = others[rank].service
        for number in range(WRITES):
            service.recorder.insert_events([some_event(service, 1000 * (rank + 1) + number)])

    writers = [Thread(target=write, args=(rank,)) for rank in range(WRITERS)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        follow(component, seen)
    follow(component, seen)
    follow(component, seen)

    assert seen == positions(component) and len(seen) == 3 + WRITERS * WRITES


def test_the_streams_of_many_are_read_at_once(magasin: Magasin) -> None:
    component = magasin.ouvrir()
    recorder = component.service.recorder
    noter(component, ADRESSE)
    noter(component, ADRESSE, numero=2)
    recu = receipt_id(demande(ADRESSE))
    asked = [Carnet.create_id(), recu, NOBODY, NOBODY]

    found = recorder.select_streams(asked)

    assert found == {id: recorder.select_events(id) for id in asked[:2]}
    assert [event.originator_version for event in found[Carnet.create_id()]] == [1, 2, 3]
    assert recorder.last_events(asked) == {id: events[-1] for id, events in found.items()}
    assert not recorder.select_streams([]) and not recorder.last_events([])


def test_an_insert_is_one_round_trip_and_notifies_once_it_is_committed(
    postgres: Magasin, tmp_path: Path
) -> None:
    service, wire = postgres.ouvrir(store=ONE_CONNECTION).service, tmp_path / "wire"
    with pool_traced(service.recorder, wire):
        service.recorder.insert_events([some_event(service, 1), some_event(service, 2)])

    ended = [line.split("\t", 3)[-1] for line in wire.read_text().splitlines()]
    assert sum(each.startswith("ReadyForQuery") for each in ended) == 1
    commands = [each.split('"')[1].split()[0] for each in ended if "CommandComplete" in each]
    assert commands == ["BEGIN", "SET", "LOCK", "INSERT", "COMMIT", "NOTIFY"]


@contextmanager
def pool_traced(recorder: Any, path: Path) -> Iterator[None]:
    """Write what the only connection of the pool exchanges with the server."""
    with recorder.datastore.get_connection() as connection:
        driver = connection.pgconn
    with path.open("w") as file:
        driver.trace(file.fileno())
        yield
        driver.untrace()


def test_an_insert_gives_up_waiting_for_the_lock(postgres: Magasin) -> None:
    slow, service = postgres.ouvrir().service, postgres.ouvrir(store=ONE_SECOND).service
    once = type(service.recorder).insert_events.__wrapped__  # type: ignore[attr-defined]

    with held_open(slow.recorder, some_event(slow, 1)):
        with pytest.raises(OperationalError, match="lock timeout"):
            once(service.recorder, [some_event(service, 2)])

    assert service.recorder.insert_events([some_event(service, 2)])


def test_an_insert_whose_connection_is_lost_is_made_again(postgres: Magasin) -> None:
    slow, other = postgres.ouvrir(), postgres.ouvrir()

    with ThreadPoolExecutor(1) as pool:
        with held_open(slow.service.recorder, some_event(slow.service, 1)):
            event = some_event(other.service, 2)
            inserting = pool.submit(other.service.recorder.insert_events, [event])
            until(lambda: bool(slow.model.query(CUT)), "nobody waits for the lock")

    assert inserting.result() == positions(slow)[1:]


def test_after_a_commit_whose_end_is_not_heard_a_message_gets_its_answer(
    postgres: Magasin, monkeypatch: pytest.MonkeyPatch
) -> None:
    component = postgres.ouvrir()
    group = vars(component.service.recorder)["_group"]
    write, unheard = group._write, [OperationalError("the connection is lost")]

    def write_then_lose_the_connection(*inserted: Any) -> Any:
        given = write(*inserted)
        if unheard:
            raise unheard.pop()
        return given

    monkeypatch.setattr(group, "_write", write_then_lose_the_connection)

    assert noter(component, ADRESSE).accepted and not unheard
    assert len(positions(component)) == 3 and courriels(component) == [ADRESSE]


def test_what_is_refused_in_part_is_refused_whole(magasin: Magasin) -> None:
    service = magasin.ouvrir().service
    service.recorder.insert_events([some_event(service, 1)])

    with pytest.raises(IntegrityError):
        service.recorder.insert_events([some_event(service, 2), some_event(service, 1)])

    assert service.recorder.insert_events([some_event(service, 2)])
    assert service.recorder.insert_events([]) == []
