"""The guide quotes the most frequent errors word for word, as services and RabbitMQ write them."""

from collections.abc import Callable
from typing import Any

import amqp
import pytest

from tests.contracts.pas_a_pas import GUIDE, Reader, account_of, blocks, connected
from tests.servers.isolation import PASSWORD

ASKED = """
from demander import demander
from essai import fiche, prefet, remonter
corps = remonter(prefet, fiche=fiche | {"commune_insee": "15999"})
print(demander("labellisation", "RemonterStructure", corps)["code"])
corps = remonter(prefet | {"departement": "46"})
print(demander("labellisation", "RemonterStructure", corps)["code"])
"""


@pytest.mark.usefixtures("services")
def test_an_answer_of_the_guide_is_what_the_service_says(reader: Reader) -> None:
    (reader.folder / "fautes.py").write_text(ASKED)

    said = reader.run("fautes.py").removeprefix(blocks("text")[1]).splitlines()

    assert said == ["CommuneInconnue", "CompteNonAutorise"]
    assert all(f"| `REFUSE`, `{code}` |" in GUIDE for code in said)


def mine(account: str, kind: str) -> str:
    """The queue of this kind, of this account."""
    return f"partner.{account}.{kind}"


def queue_of_others(channel: Any, account: str) -> None:
    channel.queue_declare("suivi")


def exchange_of_others(channel: Any, account: str) -> None:
    channel.exchange_declare("labellisation.events", "topic", durable=True, auto_delete=False)


def door_of_operators(channel: Any, account: str) -> None:
    channel.basic_publish(amqp.Message("{}"), "labellisation.commands", "RemonterStructure")


def no_exchange(channel: Any, account: str) -> None:
    channel.basic_publish(amqp.Message("{}"), "", "labellisation.inbox")


def no_such_request(channel: Any, account: str) -> None:
    key = f"{account}.labellisation.Remonter"
    channel.basic_publish(amqp.Message("{}"), "requests", key)


def acknowledged_twice(channel: Any, account: str) -> None:
    channel.basic_ack(1)
    channel.connection.drain_events(timeout=10)


def another_account(channel: Any, account: str) -> None:
    key = f"{account}.labellisation.RemonterStructure"
    channel.basic_publish(amqp.Message("{}", user_id="console"), "requests", key)


PROVOKED: list[tuple[str, Callable[[Any, str], None]]] = [
    ("ACCESS_REFUSED … access to queue 'suivi'", queue_of_others),
    ("ACCESS_REFUSED … access to exchange 'labellisation.events'", exchange_of_others),
    ("ACCESS_REFUSED … access to exchange 'labellisation.commands'", door_of_operators),
    ("ACCESS_REFUSED … access to exchange 'amq.default'", no_exchange),
    ("ACCESS_REFUSED … access to topic", no_such_request),
    ("PRECONDITION_FAILED - unknown delivery tag", acknowledged_twice),
    ("PRECONDITION_FAILED - user_id property", another_account),
]


@pytest.mark.parametrize(
    "error, provoke", PROVOKED, ids=lambda each: getattr(each, "__name__", str(each)[:40])
)
def test_an_error_of_the_guide_is_what_rabbitmq_says(
    error: str, provoke: Callable[[Any, str], None], place: dict[str, str]
) -> None:
    with connected(place["prefecture"]) as connection, pytest.raises(amqp.AMQPError) as refused:
        provoke(connection.channel(), account_of(place["prefecture"]))

    assert f"`{error}" in GUIDE
    assert all(part in str(refused.value) for part in error.split(" … "))


def test_an_account_that_hears_nothing_has_no_queue_of_facts(place: dict[str, str]) -> None:
    with connected(place["sourd"]) as connection, pytest.raises(amqp.NotFound, match="no queue"):
        connection.channel().basic_consume(mine(account_of(place["sourd"]), "events"))

    assert "`NOT_FOUND - no queue`" in GUIDE


def test_a_wrong_password_is_said_so(place: dict[str, str]) -> None:
    wrong = place["prefecture"].replace(f":{PASSWORD}@", ":faux@")

    with pytest.raises(amqp.AccessRefused, match="Login was refused"):
        connected(wrong).connect()

    assert "`ACCESS_REFUSED - Login was refused`" in GUIDE
