"""Other systems need only the AsyncAPI document of ours: shown on a real broker."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import pytest
from amqp.exceptions import NotFound
from jsonschema import Draft202012Validator
from kombu import Connection

from shared.contracts.labellisation import StructureLabellisee
from shared.messages.envelope import Envelope
from shared.rabbitmq.publisher import RabbitPublisher
from tests.contracts.language import sample
from tests.contracts.pas_a_pas import blocks, named
from tests.servers.addresses import Servers, inherited
from tests.servers.children import Children
from tests.servers.isolation import accounts, vhost

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "contrats"
OUTSIDERS = HERE / "outsiders"
NAMEKO_QUEUE = "evt-labellisation-StructureLabellisee--statistics.count"
QUEUE_OF_AUDIT = "audit.labellisation.events"
PATIENCE = 60.0


@pytest.fixture
def uri(servers: Servers) -> Iterator[str]:
    with vhost(servers) as uri:
        yield uri


@contextmanager
def started(
    *words: str, folder: Path = OUTSIDERS, **variables: str
) -> Iterator["subprocess.Popen[str]"]:
    """Start a process in a folder where no module of the repository can be imported."""
    environment = {k: v for k, v in inherited().items() if k != "PYTHONPATH"} | variables
    with Children() as children:
        yield children.talk(words, environment, folder)


def publish(uri: str) -> dict[str, Any]:
    payload = sample("StructureLabellisee.v1")
    publisher = RabbitPublisher(uri)
    publisher.publish(
        "labellisation", [Envelope.starting(StructureLabellisee.model_validate(payload))]
    )
    publisher.close()
    return payload


def validate(payload: dict[str, Any]) -> None:
    schema = json.loads((DOCS / "schemas" / "StructureLabellisee.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(payload)


def until(condition: Any) -> None:
    limit = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < limit
        sleep(0.05)


def listened(uri: str) -> bool:
    with Connection(uri) as connection:
        try:
            queue = connection.default_channel.queue_declare(NAMEKO_QUEUE, passive=True)
        except NotFound:
            return False
        return bool(queue.consumer_count)


def imported(module: str) -> set[str]:
    """The libraries that a file imports, besides the standard one."""
    tree = ast.walk(ast.parse((OUTSIDERS / f"{module}.py").read_text(encoding="utf-8")))
    nodes = [node for node in tree if isinstance(node, ast.Import | ast.ImportFrom)]
    named = {getattr(node, "module", None) or node.names[0].name for node in nodes}
    return {each.partition(".")[0] for each in named} - sys.stdlib_module_names


@pytest.mark.parametrize(
    "module, library", [("plain_client", "amqp"), ("stock_nameko_service", "nameko")]
)
def test_an_outsider_has_one_library_and_nothing_of_ours(module: str, library: str) -> None:
    assert imported(module) == {library}


def test_a_stock_nameko_service_hears_a_label(uri: str, tmp_path: Path) -> None:
    received = tmp_path / "received.json"
    words = (sys.executable, "-W", "ignore", "-m", "nameko", "run", "stock_nameko_service")

    with started(*words, "--define", f"AMQP_URI={uri}", RECEIVED=str(received)):
        until(lambda: listened(uri))
        sent = publish(uri)
        until(lambda: received.exists() and received.read_text())

    heard = json.loads(received.read_text())
    assert heard["structure_id"] == sent["structure_id"]
    validate(heard)


def test_a_nameko_service_that_may_declare_nothing_hears_a_label_as_the_guide_says(
    servers: Servers, uri: str, tmp_path: Path
) -> None:
    """An account that reads one queue, and has no right on the exchange."""
    [text] = blocks("py")
    (tmp_path / named(text)).write_text(text, encoding="utf-8")
    words = (sys.executable, "-W", "ignore", "-m", "nameko", "run", Path(named(text)).stem)
    with accounts(servers, uri) as allowed:
        account = ("--define", f"AMQP_URI={allowed['audit']}", "--define", "max_workers=1")
        with started(*words, *account, folder=tmp_path, AMQP_FILE=QUEUE_OF_AUDIT) as listening:
            sent = publish(uri)
            assert listening.stdout
            heard = listening.stdout.readline()

    assert heard.split() == ["StructureLabellisée", sent["structure_id"]]


def test_a_plain_amqp_client_hears_a_label(uri: str) -> None:
    place = urlsplit(uri)
    host = f"{place.hostname}:{place.port or 5672}"
    words = (sys.executable, str(OUTSIDERS / "plain_client.py"), host, place.path[1:])

    with started(*words, str(DOCS / "asyncapi.json")) as client:
        assert client.stdout and client.stdout.readline() == "ready\n"
        sent = publish(uri)
        heard = json.loads(client.stdout.readline())

    validate(heard["body"])
    assert heard["headers"]["cloudEvents:type"] == "StructureLabellisée"
    assert heard["headers"]["cloudEvents:id"] == sent["message_id"] == heard["body"]["message_id"]
    assert heard["headers"]["cloudEvents:source"] == "/france-services/labellisation"
