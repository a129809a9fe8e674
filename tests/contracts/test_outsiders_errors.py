"""The guide quotes the most frequent errors word for word, as services and RabbitMQ write them."""

from collections.abc import Callable
from typing import Any

import amqp
import pytest

from tests.contracts.pas_a_pas import GUIDE, Reader, blocks, connected
from tests.servers.isolation import PASSWORD

ASKED = """
from demander import demander
from essai import prefet, remonter
corps = remonter(prefet, fiche={"nom": "?", "departement": "15", "commune_insee": "15999"})
print(demander("labellisation", "RemonterStructure", corps)["code"])
print(demander("labellisation", "Remonter", corps)["detail"])
"""


@pytest.mark.usefixtures("services")
def test_an_answer_of_the_guide_is_what_the_service_says(reader: Reader) -> None:
    (reader.folder / "fautes.py").write_text(ASKED)

    commune, inconnu = reader.run("fautes.py").removeprefix(blocks("text")[1]).splitlines()

    assert f"| `REFUSE`, `{commune}` |" in GUIDE
    assert f"| `ILLISIBLE`, `{inconnu.partition(' :')[0]}` |" in GUIDE


def queue_of_others(channel: Any) -> None:
    channel.queue_declare("suivi")


def exchange_of_others(channel: Any) -> None:
    channel.exchange_declare("labellisation.events", "topic", durable=True, auto_delete=False)


def no_exchange(channel: Any) -> None:
    channel.basic_publish(amqp.Message("{}"), "", "labellisation.inbox")


def other_arguments(channel: Any) -> None:
    channel.queue_declare("partenaire.essai", auto_delete=False, exclusive=True)
    channel.queue_declare("partenaire.essai", auto_delete=True, exclusive=True)


def acknowledged_twice(channel: Any) -> None:
    channel.basic_ack(1)
    channel.connection.drain_events(timeout=10)


def misspelt(channel: Any) -> None:
    channel.queue_declare("partenaire.essai", exclusive=True)
    channel.queue_bind("partenaire.essai", "labelisation.events", "#")


PROVOKED: list[tuple[str, Callable[[Any], None]]] = [
    ("ACCESS_REFUSED … access to queue 'suivi'", queue_of_others),
    ("ACCESS_REFUSED … access to exchange 'labellisation.events'", exchange_of_others),
    ("ACCESS_REFUSED … access to exchange 'amq.default'", no_exchange),
    ("PRECONDITION_FAILED - inequivalent arg", other_arguments),
    ("PRECONDITION_FAILED - unknown delivery tag", acknowledged_twice),
    ("NOT_FOUND - no exchange 'labelisation.events'", misspelt),
]


@pytest.mark.parametrize(
    "error, provoke", PROVOKED, ids=lambda each: getattr(each, "__name__", str(each)[:40])
)
def test_an_error_of_the_guide_is_what_rabbitmq_says(
    error: str, provoke: Callable[[Any], None], place: dict[str, str]
) -> None:
    with connected(place["partenaire"]) as connection, pytest.raises(amqp.AMQPError) as refused:
        provoke(connection.channel())

    assert f"`{error}" in GUIDE
    assert all(part in str(refused.value) for part in error.split(" … "))


def test_a_wrong_password_is_said_so(place: dict[str, str]) -> None:
    wrong = place["partenaire"].replace(f":{PASSWORD}@", ":faux@")

    with pytest.raises(amqp.AccessRefused, match="Login was refused"):
        connected(wrong).connect()

    assert "`ACCESS_REFUSED - Login was refused`" in GUIDE
