"""RabbitMQ refuses each of these acts to an account, and accepts it once the right is granted."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from amqp.exceptions import AccessRefused
from kombu import Connection

from console.execution.services import BUILDERS
from shared.rabbitmq.rights import CONSOLE, SUPERVISION, Right, rights
from tests.servers.addresses import Servers
from tests.servers.isolation import accounts, vhost

Attempt = Callable[[Any], object]
QUESTION = "audit.historique"
FACTS, INSIDE = "labellisation.events", "onboarding.labellisation.events"


@dataclass(frozen=True)
class Case:
    """An act that an account tries, and the rights that it lacks for it."""

    account: str
    attempt: Attempt
    missing: str

    @property
    def granted(self) -> Right:
        right = rights(BUILDERS)[self.account]
        wide: dict[str, Any] = dict.fromkeys(("configure", "write", "read"), ".*")
        wide["keys"] = {exchange: ".*" for exchange in right.keys}
        return replace(right, **{name: wide[name] for name in self.missing.split()})


def published(exchange: str, key: str) -> Attempt:
    def attempt(channel: Any) -> None:
        channel.confirm_select()
        channel.basic_publish_confirm(channel.prepare_message(b"{}"), exchange, key)

    return attempt


def consumed(queue: str) -> Attempt:
    return lambda channel: channel.basic_consume(queue)


REFUSED = {
    "publish as another": Case("funding", published(FACTS, "StructureLabellisee"), "write"),
    "put a fact into another's queue": Case("funding", published("", INSIDE), "write"),
    "ask as people do": Case("funding", published("labellisation.commands", "X"), "write"),
    "question another service": Case("funding", published("nameko-rpc", QUESTION), "keys"),
    "read another's queue": Case("funding", consumed("audit.inbox"), "read"),
    "divert what is told": Case(
        "funding", lambda c: c.queue_bind("funding.inbox", "audit.events", "#"), "read write"
    ),
    "make a queue": Case("funding", lambda c: c.queue_declare("funding.other"), "configure"),
    "delete its own queue": Case("funding", lambda c: c.queue_delete("funding.dead"), "configure"),
    "delete another's queue": Case("funding", lambda c: c.queue_delete("audit.dead"), "configure"),
    "empty another's queue": Case("funding", lambda c: c.queue_purge("audit.inbox"), "read"),
    "delete an exchange": Case(
        "funding", lambda c: c.exchange_delete("notifications.events"), "configure"
    ),
    "tell a fact, for the console": Case(CONSOLE, published(FACTS, "StructureLabellisee"), "write"),
    "read a queue, for the console": Case(CONSOLE, consumed("audit.inbox"), "read"),
    "read, for supervision": Case(SUPERVISION, consumed("audit.inbox"), "read"),
    "ask, for supervision": Case(SUPERVISION, published("audit.commands", "X"), "write"),
}


@pytest.fixture(scope="module")
def allowed(servers: Servers) -> Iterator[Mapping[str, str]]:
    """The accounts of an installation, and one per case with the rights that it lacks."""
    more = {f"{rank}": case.granted for rank, case in enumerate(REFUSED.values())}
    with vhost(servers) as uri, accounts(servers, uri, more) as urls:
        yield urls


def tries(url: str, attempt: Attempt) -> None:
    """Try an act; raises AccessRefused if the account lacks a right."""
    with Connection(url) as connection:
        attempt(connection.channel())


@pytest.mark.parametrize("rank, what", list(enumerate(REFUSED)))
def test_an_account_may_not(rank: int, what: str, allowed: Mapping[str, str]) -> None:
    case = REFUSED[what]

    with pytest.raises(AccessRefused):
        tries(allowed[case.account], case.attempt)

    tries(allowed[f"{rank}"], case.attempt)
