"""A process answers over HTTP whether it is alive and ready, with its faults in French."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from threading import Event

import pytest

from services.funding.component import build
from shared.clock import SystemClock
from shared.observability import heartbeat
from shared.personal_data.master_keys import new_master_key
from shared.read_model import ReadModel
from shared.runtime.component import Component
from shared.runtime.probes.bounded import Bounded, TooSlow
from shared.runtime.probes.health import OK, judged
from shared.runtime.probes.server import Answer, Server, as_json
from shared.runtime.probes.service import readiness, watched
from shared.runtime.settings import embedded
from tests.observability.conftest import Atelier
from tests.observability.faits import ELSEWHERE
from tests.observability.processus import Processus
from tests.servers.addresses import Servers, free_port
from tests.servers.isolation import databases, sqlalchemy_url


def test_both_processes_are_alive_and_ready_with_the_rights_of_a_service(
    service: Processus, worker: Processus
) -> None:
    for processus in (service, worker):
        status, page = processus.answer("/readyz")
        assert (status, set(page["controles"].values())) == (200, {OK})
        assert processus.answer("/livez")[0] == 200


def test_who_stands_by_is_alive_and_ready(atelier: Atelier, worker: Processus) -> None:
    with atelier.running("worker") as second:
        second.until(second.ready)

        roles = [each.answer("/readyz")[1]["travailleur"] for each in (worker, second)]
        assert roles == ["mène", "attend"]
        assert second.answer("/livez")[0] == 200


def test_nothing_listens_where_no_port_is_given(
    service: Processus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HTTP_PORT", raising=False)
    with opened(tmp_path) as component:
        watched(component, "worker")()

    assert service.get("/inconnue")[0] == 404


@contextmanager
def opened(folder: Path, sql_url: str = "") -> Iterator[Component]:
    settings = embedded("funding", folder, SystemClock(), {"MASTER_KEY": new_master_key()})
    component = build(settings)
    if sql_url:
        component = moved(component, sql_url)
    yield component
    component.close()


def moved(component: Component, sql_url: str) -> Component:
    """The same component, on another database for its tables."""
    component.model.close()
    return replace(component, model=ReadModel(sql_url))


def test_servers_that_are_away_are_named_and_the_process_stays_alive(tmp_path: Path) -> None:
    port = free_port()
    with opened(tmp_path, ELSEWHERE.format(port=port)) as component:
        checks = readiness(component, "worker", f"amqp://guest:guest@127.0.0.1:{port}//")
        verdict = judged(checks)

    assert not verdict.holds
    assert verdict.checks["base de données"].startswith("injoignable (OperationalError")
    assert verdict.checks["courtier"] == "injoignable (ConnectionRefusedError : Connection refused)"


def test_a_queue_that_is_not_there_is_named(atelier: Atelier, tmp_path: Path) -> None:
    with opened(tmp_path) as component:
        checks = readiness(component, "worker", atelier.broker)
        object.__setattr__(component.service, "name", "absent")
        verdict = judged({"courtier": checks["courtier"]})

    assert verdict.checks == {"courtier": "la file absent.inbox n'existe pas"}


def test_a_database_without_its_tables_says_which_are_missing(
    servers: Servers, tmp_path: Path
) -> None:
    with (
        databases(servers, ["vide"]) as urls,
        opened(tmp_path, sqlalchemy_url(urls["vide"])) as component,
    ):
        checks = readiness(component, "worker", "amqp://nulle.part")
        problem = checks["tables"]()

    assert problem and problem.startswith("il manque 0001_commun")


def test_a_service_that_does_not_read_yet_says_which_queues(tmp_path: Path) -> None:
    with opened(tmp_path) as component:
        problem = readiness(component, "service", "amqp://nulle.part")["progression"]()

    assert problem == (
        "ne lit pas encore funding.dead, funding.inbox, funding.labellisation.events, "
        "funding.questions"
    )


def test_a_loop_that_has_stopped_is_named() -> None:
    heartbeat.beat("une boucle")

    assert "une boucle" in heartbeat.stopped(bound=-1)
    assert "une boucle" not in heartbeat.stopped()


def test_a_question_that_hangs_is_asked_once_and_bounds_who_asks() -> None:
    hangs, calls = Event(), []

    def ask() -> str:
        calls.append(1)
        hangs.wait()
        return "enfin"

    bounded = Bounded(ask, 0.01)
    for _ in range(3):
        with pytest.raises(TooSlow, match=r"pas de réponse en 0\.01 s"):
            bounded()
    hangs.set()

    patient = Bounded(ask, 60)
    assert (len(calls), patient()) == (1, "enfin")


def test_a_question_that_fails_is_asked_again() -> None:
    answers: Iterator[Callable[[], str]] = iter([lambda: str(1 / 0), lambda: "guéri"])
    bounded = Bounded(lambda: next(answers)(), 60)

    with pytest.raises(ZeroDivisionError):
        bounded()
    assert bounded() == "guéri"


def test_a_page_that_waits_keeps_no_other_from_answering() -> None:
    held = Event()

    def waits() -> Answer:
        held.wait()
        return as_json(HTTPStatus.OK, {})

    pages: Mapping[str, Callable[[], Answer]] = {
        "/waits": waits,
        "/livez": lambda: as_json(HTTPStatus.OK, {}),
    }
    server = Server(pages, 0)
    first = Bounded(lambda: fetched(server.port, "/waits"), 0.01)
    with pytest.raises(TooSlow):
        first()

    assert fetched(server.port, "/livez") == 200
    held.set()
    server.close()


def fetched(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    with connection.getresponse() as answer:
        connection.close()
        return answer.status
