"""The measures of a process: counted as events happen, or read in the database on request."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from shared.clock import SimulatedClock, instant
from shared.delivery.deadlines import SET
from shared.log.readers import recorded_after
from shared.messages.raw import RawMessage
from shared.observability.metrics import PREFIX
from shared.read_model import ReadModel
from shared.runtime.component import Component
from shared.runtime.probes.process import pages
from shared.runtime.probes.service import of_a_service
from shared.runtime.settings import embedded
from shared.runtime.version import Version
from shared.statements import apply
from tests.bus.emetteur import nouvelle
from tests.bus.harnais import FILE, OPTIONS
from tests.bus.lecteur import Lecture, build
from tests.observability.faits import ELSEWHERE, RecordingBus
from tests.observability.processus import Labels, Processus, labelled, samples
from tests.servers.addresses import free_port
from tests.servers.children import ROOT

SUJET = UUID(int=15)
PACKAGE = "france-services"
CODE = Version("0.2.0", "0123456789ab")
START = datetime(2019, 11, 15, 8, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(START)


@pytest.fixture
def lecteur(tmp_path: Path, clock: SimulatedClock) -> Iterator[Component]:
    options = {**OPTIONS, "DOCUMENTS": str(tmp_path)}
    component = build(embedded("lecteur", tmp_path, clock, options))
    component.projection_readers()
    yield component
    component.close()


class Scrape:
    """Reads the measures as Prometheus does; `since` is the increase since the first reading."""

    def __init__(self, component: Component) -> None:
        self.page = pages(of_a_service(component, "worker", "amqp://nulle.part"), CODE)["/metrics"]
        self.before = self.read()

    def read(self) -> dict[tuple[str, Labels], float]:
        status, _, body = self.page()
        assert status is HTTPStatus.OK
        return {
            (name, labels): value
            for name, found in samples(body.decode()).items()
            for labels, value in found.items()
        }

    def value(self, name: str, **labels: str) -> float:
        return self.read()[f"{PREFIX}{name}", labelled(service="lecteur", **labels)]

    def since(self, name: str, **labels: str) -> float:
        key = (f"{PREFIX}{name}", labelled(service="lecteur", **labels))
        return self.read()[key] - self.before.get(key, 0.0)


def test_messages_are_counted_by_what_became_of_them(lecteur: Component) -> None:
    scrape, fait = Scrape(lecteur), nouvelle(SUJET, "bonjour")
    for envelope in (fait, fait, nouvelle(SUJET, "INDIGNE"), nouvelle(SUJET, "PANNE 2")):
        lecteur.reception.hand_over(FILE, envelope)

    outcomes = {
        each: scrape.since("messages_total", type="Nouvelle", outcome=each)
        for each in ("ACCEPTE", "REFUSE", "ERREUR")
    }
    assert outcomes == {"ACCEPTE": 3, "REFUSE": 1, "ERREUR": 2}
    assert scrape.since("inbox_duplicates_total", type="Nouvelle") == 1
    assert scrape.since("retries_total", cause="Panne") == 2
    assert scrape.since("handling_seconds_count", type="Nouvelle") == 6
    assert scrape.since("commit_seconds_count") >= 3


def test_what_readers_have_not_read_is_counted_and_dated(lecteur: Component) -> None:
    lecteur.reception.hand_over(FILE, nouvelle(SUJET, "bonjour"))
    scrape, events = Scrape(lecteur), recorded_after(lecteur.service, 0)

    assert scrape.value("log_position") == len(events)
    assert scrape.value("last_event_timestamp_seconds") == events[-1][1].timestamp.timestamp()
    for name in ("relay", "projection.lectures", "projection.journal"):
        assert scrape.value("tail_lag_events", tail=name) == len(events)
        assert scrape.value("tail_lag_seconds", tail=name) > 0
    for reader in lecteur.readers(RecordingBus()):
        reader.run()
        assert scrape.value("tail_lag_events", tail=reader.name) == 0
        assert scrape.value("tail_lag_seconds", tail=reader.name) == 0


def test_messages_that_wait_are_counted_by_cause_and_the_dead_are_dated(
    lecteur: Component, clock: SimulatedClock
) -> None:
    lecteur.reception.hand_over(FILE, nouvelle(SUJET, "PANNE 9"))
    lecteur.reception.take(RawMessage(FILE, "Nouvelle", b"?"))
    clock.advance(START + timedelta(hours=1))
    scrape = Scrape(lecteur)

    assert scrape.value("parked_messages", state="EN_ATTENTE", cause="Panne") == 1
    assert scrape.value("parked_messages", state="MORT", cause="Illisible") == 1
    assert scrape.value("dead_letters") == 1
    assert 3500 < scrape.value("oldest_dead_letter_seconds") < 3700


def test_dates_that_came_and_that_nobody_asked_about_are_counted(
    lecteur: Component, clock: SimulatedClock
) -> None:
    dated = replace(lecteur, decide_deadlines=lambda event: iter(()))
    dated.projection_readers()
    row = {"cle": "a", "le": instant(START), "type": "x", "corps": "", "correlation": ""}
    with dated.model.transaction() as connection:
        apply(connection, (SET, row))
    scrape = Scrape(dated)
    clock.advance(START + timedelta(minutes=10))

    assert scrape.value("deadlines_overdue") == 1
    assert 590 < scrape.value("oldest_overdue_deadline_seconds") < 610


def no_contract(event: Any) -> None:
    if isinstance(event, Lecture.NouvelleLue):
        raise ValueError(event)


def test_events_set_aside_are_counted_by_reader_and_state_and_dated(
    lecteur: Component, clock: SimulatedClock
) -> None:
    for texte in ("bonjour", "encore"):
        lecteur.reception.hand_over(FILE, nouvelle(SUJET, texte))
    mute = replace(lecteur, to_contract=no_contract)

    [relay, *_] = mute.readers(RecordingBus())
    relay.run()
    clock.advance(START + timedelta(hours=1))
    scrape = Scrape(mute)

    assert scrape.value("events_set_aside", tail="relay", state="EN_ATTENTE") == 1
    assert scrape.value("events_set_aside", tail="relay", state="DERRIERE") == 1
    assert scrape.value("tail_lag_events", tail="relay") == 0
    assert 3500 < scrape.value("oldest_event_set_aside_seconds") < 3700


def test_a_database_that_is_away_is_a_measure(lecteur: Component) -> None:
    assert Scrape(lecteur).value("database_up") == 1

    lost = replace(lecteur, model=ReadModel(ELSEWHERE.format(port=free_port())))
    assert Scrape(lost).value("database_up") == 0


def test_a_worker_tells_its_lead_and_both_pools(worker: Processus, service: Processus) -> None:
    for processus in (worker, service):
        found = processus.metrics()
        for pool in ("lecture", "journal"):
            place = labelled(service="funding", pool=pool)
            limit = found[f"{PREFIX}pool_connections_limit"][place]
            assert 0 <= found[f"{PREFIX}pool_connections_in_use"][place] <= limit
    leads = worker.metrics()[f"{PREFIX}worker_leads"]
    assert leads == {labelled(service="funding"): 1}


def test_what_a_webhook_does_not_take_is_not_counted_with_the_dead_letters(
    lecteur: Component, clock: SimulatedClock
) -> None:
    file, later = "webhook.w1.events", START + timedelta(hours=2)
    for sujet, again in ((b"1", START), (b"2", None)):
        lecteur.parking.keep(RawMessage(file, "Fait", sujet), "NonPris", "", START, again, 1)
    clock.advance(later)
    scrape = Scrape(lecteur)

    assert scrape.value("dead_letters") == scrape.value("oldest_dead_letter_seconds") == 0
    for state in ("EN_ATTENTE", "MORT"):
        assert scrape.value("webhook_parked_facts", webhook="w1", state=state) == 1
        age = scrape.value("webhook_oldest_parked_seconds", webhook="w1", state=state)
        assert int(age) == 7200
    assert not [name for name, _ in scrape.read() if name == f"{PREFIX}parked_messages"]


def test_a_process_tells_its_version_and_its_revision(service: Processus) -> None:
    [(code, value)] = service.metrics()[f"{PREFIX}build_info"].items()
    page = service.answer("/livez")[1]

    assert value == 1 and page["revision"] == "inconnue" and page["version"] == version(PACKAGE)
    told = {name: page[name] for name in ("service", "role", "version", "revision")}
    assert code == labelled(**told)


def test_the_archiving_of_a_server_is_read_and_a_folder_has_none(
    worker: Processus, lecteur: Component
) -> None:
    names = {f"{PREFIX}archive_last_{end}_timestamp_seconds" for end in ("success", "failure")}

    assert names <= worker.metrics().keys()
    assert names.isdisjoint(name for name, _ in Scrape(lecteur).read())


def test_every_measure_is_explained(worker: Processus) -> None:
    page = (ROOT / "docs" / "exploitation" / "mesures.md").read_text(encoding="utf-8")

    assert {name for name in ours(worker) if f"`{name}`" not in page} == set()
    told = {name for name in re.findall(rf"`({PREFIX}[a-z_]+)`", page)}
    assert told == ours(worker)


def ours(processus: Processus) -> set[str]:
    text = processus.get("/metrics")[1].decode()
    kinds = dict(re.findall(rf"^# TYPE ({PREFIX}\w+) (\w+)$", text, re.M))
    return {name for name in kinds if not name.endswith("_created")}
