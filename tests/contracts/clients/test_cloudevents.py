"""The official libraries of CloudEvents read what RabbitMQ delivers, and what the feed says.

To the letter of the AMQP Protocol Binding 1.0.2: the prefix of the attributes, `content-type`, the
time in RFC 3339, and a `dataschema` that answers.
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from cloudevents.core.bindings.amqp import AMQPMessage, from_amqp_event
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from jsonschema import Draft202012Validator

from tests.contracts.clients.requests import put_forward
from tests.contracts.clients.site import SERVICE, Site
from tests.contracts.clients.waiting import until
from tests.contracts.npm import environment, installed
from tests.contracts.pas_a_pas import Reader, queue_of_facts
from tests.questions.amqp.demandeur import Demandeur, demandeur
from tests.questions.serveur_http import LIEU

SDK = "cloudevents@10.0.0"
RHEA = "rhea@3.0.5"
OUTSIDERS = Path(__file__).parents[1] / "outsiders"
NODE, AMQP_1_0 = OUTSIDERS / "cloudevents.cjs", OUTSIDERS / "amqp_1_0.cjs"
OF_THE_FEED = ("datacontenttype", "correlation", "data")


@dataclass(frozen=True)
class Told:
    """One fact, as each way tells it."""

    message: Any
    by_amqp: dict[str, Any]
    by_http: dict[str, Any]

    @property
    def body(self) -> bytes:
        body: str | bytes = self.message.body
        return body if isinstance(body, bytes) else body.encode()

    def heard(self) -> CloudEvent:
        """The message of the queue, as the library of Python reads it."""
        properties = {"content-type": self.message.content_type}
        return from_amqp_event(AMQPMessage(properties, dict(self.message.headers), self.body))


@pytest.fixture(scope="module")
def told(site: Site) -> Iterator[Told]:
    uri = site.open_account("cloudevents")
    with demandeur(uri) as client:
        kind, body = put_forward("cloudevents", 1)
        asked = client.envoyer(body, cle=f"{client.nom}.{SERVICE}.{kind}")
        assert client.attendre(asked)["statut"] == "ACCEPTE"
        message = delivered(client, uri)
        [by_amqp] = fed(client, structure_id=body["structure_id"])
        path = f"/v1/{SERVICE}/faits?structure_id={body['structure_id']}"
        [by_http] = site.http.demander(path, site.token(uri)).json()["contenu"]["faits"]
        yield Told(message, by_amqp, by_http)


def delivered(client: Demandeur, uri: str) -> Any:
    """The first message of its queue of facts."""
    received: list[Any] = []
    client.channel.basic_consume(queue_of_facts(uri), callback=received.append)

    def come() -> bool:
        if not received:
            client.connection.drain_events(timeout=60)
        return bool(received)

    until(come)
    client.channel.basic_ack(received[0].delivery_tag)
    return received[0]


def fed(client: Demandeur, **only: str) -> list[Any]:
    """These facts, by the feed: it gives what is told once the relay has kept that it told it."""
    found: list[Any] = []

    def told() -> bool:
        found[:] = client.poser("faits", parametres=only)["contenu"]["faits"]
        return bool(found)

    until(told)
    return found


def test_the_message_is_in_binary_mode_to_the_letter(told: Told) -> None:
    """§ 3.1: `content-type` is `datacontenttype`; every other attribute is a header of its own."""
    names = {name.partition(":")[2] for name in told.message.headers if ":" in name}

    assert told.message.content_type == "application/json"
    assert names == {"specversion", "id", "source", "type", "subject", "time", "dataschema"}
    assert all(name.startswith("cloudEvents:") for name in told.message.headers if ":" in name)
    assert told.message.headers["cloudEvents:specversion"] == "1.0"
    assert datetime.fromisoformat(told.message.headers["cloudEvents:time"]).tzinfo
    assert urlsplit(told.message.headers["cloudEvents:dataschema"]).hostname == LIEU


def test_the_feed_tells_the_same_event_over_amqp_and_http(told: Told) -> None:
    attributes = {name: each for name, each in told.by_amqp.items() if name not in OF_THE_FEED}

    assert told.by_amqp == told.by_http
    assert {f"cloudEvents:{name}": each for name, each in attributes.items()} == {
        name: each for name, each in told.message.headers.items() if ":" in name
    }
    assert told.by_amqp["datacontenttype"] == told.message.content_type
    assert told.by_amqp["data"] == json.loads(told.body)


def test_the_library_of_python_reads_both(told: Told) -> None:
    heard = told.heard()
    read = JSONFormat().read(None, json.dumps(told.by_http))

    assert heard.get_type() == read.get_type() == "StructureRemontée"
    assert heard.get_source() == f"/france-services/{SERVICE}"
    assert heard.get_id() == json.loads(told.body)["message_id"]
    correlation = read.get_attributes().pop("correlation")
    assert correlation == told.message.headers["correlation"]
    assert heard.get_attributes() == read.get_attributes()
    assert heard.get_data() == read.get_data()


def test_the_library_of_node_reads_both(told: Told) -> None:
    given = {
        "headers": told.message.headers,
        "contentType": told.message.content_type,
        "body": told.body.decode(),
        "fact": told.by_http,
    }
    done = subprocess.run(
        ["node", str(NODE)],
        input=json.dumps(given),
        env=environment(installed(SDK)),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr

    heard, structured, made = json.loads(done.stdout)
    assert structured == made == heard | {"correlation": told.by_http["correlation"]}
    assert heard["type"] == "StructureRemontée" and heard["data"] == told.by_http["data"]
    assert datetime.fromisoformat(heard["time"]) == told.heard().get_time()


def test_a_client_of_amqp_1_0_gets_the_binding_as_it_is_written(site: Site) -> None:
    """The binding is that of AMQP 1.0, which RabbitMQ speaks too: our headers become its own."""
    uri = site.open_account("amqp-1-0")
    folder = installed(RHEA)
    with demandeur(uri) as client:
        kind, body = put_forward("amqp 1.0", 1)
        asked = client.envoyer(body, cle=f"{client.nom}.{SERVICE}.{kind}")
        assert client.attendre(asked)["statut"] == "ACCEPTE"
    done = subprocess.run(
        ["node", str(AMQP_1_0), queue_of_facts(uri)],
        env=Reader(site.folder, uri).environment() | environment(folder),
        capture_output=True,
        text=True,
        timeout=60,
    )
    if "Unsupported AMQP version" in done.stderr:
        pytest.skip("This RabbitMQ does not speak AMQP 1.0 by itself: 4.0 and later do.")
    assert done.returncode == 0, done.stderr

    got = json.loads(done.stdout)
    message = AMQPMessage(
        {"content-type": got["contentType"]}, got["headers"], got["body"].encode()
    )
    heard = from_amqp_event(message)
    assert (heard.get_type(), heard.get_subject()) == ("StructureRemontée", body["structure_id"])
    assert heard.get_datacontenttype() == "application/json"
    assert json.loads(got["body"])["message_id"] == heard.get_id()


def test_the_schema_is_where_the_message_says_and_describes_its_body(told: Told) -> None:
    uri = told.message.headers["cloudEvents:dataschema"]
    answer = httpx.get(uri)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/schema+json"
    schema = answer.json()
    assert schema["$id"] == uri
    Draft202012Validator(schema).validate(json.loads(told.body))


@pytest.mark.parametrize("document", ["asyncapi.json", "openapi.json", "schemas/Reponse.json"])
def test_each_document_is_served_to_anybody(site: Site, document: str) -> None:
    answer = site.http.demander(f"/contrats/{document}")

    assert answer.status_code == 200 and answer.json()
    assert answer.headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize("document", ["", "schemas/Rien.json", "schemas", "README.md"])
def test_nothing_else_is_served(site: Site, document: str) -> None:
    answer = site.http.demander(f"/contrats/{document}")

    assert answer.status_code == 404 and "asyncapi.json" in answer.json()["detail"]


def test_every_schema_that_the_document_names_is_served(site: Site) -> None:
    """Each schema of a message, whether a fact, a request, a question or an answer."""
    document = site.http.demander("/contrats/asyncapi.json").json()
    with site.http.client() as client:
        found = {name: client.get(f"/contrats/schemas/{name}.json") for name in named(document)}

    assert found and {name for name, each in found.items() if each.status_code != 200} == set()
    assert all(each.json()["$id"] == str(each.url) for each in found.values())


def named(document: dict[str, Any]) -> list[str]:
    """The schemas that are no part made for the document alone."""
    messages = document["components"]["messages"].values()
    names = (each["payload"]["$ref"].rpartition("/")[2] for each in messages)
    return [each for each in names if not each.endswith("Issue") and not each.startswith("Reponse")]
