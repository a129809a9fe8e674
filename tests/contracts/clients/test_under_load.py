"""The guide's clients keep up with fifty facts a second, and lose nothing when all is cut.

They know the published documents only. While facts are recorded by real requests, each catches up
from the first fact, listens, asks, and sends requests that are cut in flight: the service is frozen
then killed, RabbitMQ loses a request, connections are closed. The checker of the faults compares
what each did with what the service recorded.
"""

import logging
import os
import signal as signals
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic

import pytest

from shared.contracts.labellisation import StructureRemontee
from tests.contracts.clients.outsider import Outsider
from tests.contracts.clients.requests import Load, Request, put_forward
from tests.contracts.clients.site import SERVICE, Site
from tests.contracts.clients.waiting import until
from tests.contracts.npm import AMQPLIB, installed
from tests.faults.checker import Checker, Findings, compare, once

logger = logging.getLogger(__name__)

PAST = 600
"""The facts recorded before the clients come: more than a page of the feed."""
BESIDE = 1_200
"""Those recorded while they work, at least."""


@dataclass
class Trial:
    """What was asked of a client, and what was found at the end."""

    client: Outsider
    asked: list[Request] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)


@dataclass
class Played:
    site: Site
    checker: Checker
    load: Load
    began: float = field(default_factory=monotonic)
    trials: dict[str, Trial] = field(default_factory=dict)

    def recorded(self) -> int:
        return len(self.checker.journal(SERVICE).facts)

    def clients(self) -> list[Outsider]:
        return [each.client for each in self.trials.values()]

    def ask_each(self) -> None:
        """One more request to send, for each client."""
        for language, trial in self.trials.items():
            trial.asked.append(put_forward(language, len(trial.asked)))
            trial.client.ask(trial.asked[-1])

    def wait_for_answers(self) -> None:
        until(lambda: all(t.client.answer(t.asked[-1]) for t in self.trials.values()))

    def wait_for(self, state: str) -> None:
        """Until each client was told this of its last request, for want of an answer."""
        until(lambda: all(t.client.unanswered(t.asked[-1], state) for t in self.trials.values()))


@pytest.fixture(scope="module")
def played(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    checker = Checker({SERVICE: site.component}, from_the_first=True)
    checker.begin()
    played = Played(site, checker, Load(site.open_account("charge", heard=())))
    played.load.start()
    try:
        until(lambda: played.recorded() >= PAST)
        newcomers(played, tmp_path_factory)
        for cut in CUTS:
            cut(played)
        until(lambda: played.recorded() >= PAST + BESIDE)
    finally:
        played.load.end()
    settle(played)
    yield played


def newcomers(played: Played, folders: pytest.TempPathFactory) -> None:
    """Accounts opened under the load: their queues hold nothing of what was recorded before."""
    for language in languages():
        uri, folder = played.site.open_account(language), folders.mktemp(language)
        if language == "node":
            (folder / "node_modules").symlink_to(installed(AMQPLIB) / "node_modules")
        played.trials[language] = Trial(Outsider.start(played.site, language, folder, uri))
    until(lambda: all(each.caught_up() for each in played.clients()))


def languages() -> list[str]:
    """Those that this machine can run."""
    with suppress(pytest.skip.Exception):
        return ["python", "node"] if installed(AMQPLIB) else []
    return ["python"]


def nothing_cut(played: Played) -> None:
    played.ask_each()
    played.wait_for_answers()


def service_killed_with_a_request_in_hand(played: Played) -> None:
    with frozen(played.site):
        played.ask_each()
        played.wait_for("PARTIE")
        kill(played.site)
    played.site.start("service")
    played.wait_for_answers()


def request_lost_by_rabbitmq(played: Played) -> None:
    """The service is down: the request waits in its queue, which is emptied."""
    kill(played.site)
    played.ask_each()
    played.wait_for("PARTIE")
    for client in played.clients():
        played.site.lose_requests(client.uri)
    played.site.start("service")
    played.wait_for("INCONNU")
    played.wait_for_answers()


def connections_closed_with_a_request_in_flight(played: Played) -> None:
    with frozen(played.site):
        played.ask_each()
        played.wait_for("PARTIE")
        for client in played.clients():
            played.site.disconnect(client.uri)
        until(lambda: all(client.cuts() for client in played.clients()))
    played.wait_for_answers()


CUTS = (
    nothing_cut,
    service_killed_with_a_request_in_hand,
    request_lost_by_rabbitmq,
    connections_closed_with_a_request_in_flight,
)


@contextmanager
def frozen(site: Site) -> Iterator[None]:
    """The service keeps what it has in hand, and does nothing; the block may kill it."""
    process = site.processes["service"].process
    os.killpg(process.pid, signals.SIGSTOP)
    yield
    if process.poll() is None:
        os.killpg(process.pid, signals.SIGCONT)


def kill(site: Site) -> None:
    process = site.processes["service"].process
    process.kill()
    process.wait()


def settle(played: Played) -> None:
    """Once each client did all that is recorded, compare."""
    recorded = played.checker.journal(SERVICE).facts
    logger.info("%d facts in %.0f s", len(recorded), monotonic() - played.began)
    facts = [(each.message_id, each.structure_id) for each in recorded]
    until(lambda: all(set(facts) <= set(each.facts()) for each in played.clients()))
    forward = [str(each.structure_id) for each in recorded if isinstance(each, StructureRemontee)]
    for language, trial in played.trials.items():
        compare(trial.findings, f"reçu en {language}", facts, trial.client.facts(), ordered=True)
        asked = [body["structure_id"] for _, body in trial.asked]
        once(trial.findings, "demandé", asked, [each for each in forward if each in asked])


@pytest.fixture(params=["python", "node"])
def trial(request: pytest.FixtureRequest, played: Played) -> Trial:
    if request.param not in played.trials:
        pytest.skip("Neither node nor npm here, or no amqplib: the client in Node is not run.")
    return played.trials[request.param]


def test_nothing_is_lost_nor_doubled_and_each_structure_is_in_order(trial: Trial) -> None:
    assert trial.findings.parfait, trial.findings


def test_the_past_came_by_the_question_and_the_rest_by_the_queue(
    trial: Trial, played: Played
) -> None:
    by_question = trial.client.facts_before_catching_up()

    assert by_question >= PAST
    assert len(trial.client.facts()) - by_question > BESIDE / 2


def test_each_request_has_its_answer_whatever_was_cut(trial: Trial) -> None:
    answers = [trial.client.answer(each) for each in trial.asked]

    assert [each["statut"] for each in answers] == ["ACCEPTE"] * len(trial.asked)
    assert trial.client.cuts() >= 1


def test_the_load_was_real_requests_all_accepted(played: Played) -> None:
    assert played.load.refused == [] and played.recorded() >= PAST + BESIDE
