"""docs/integration.md is true: its blocks are run as a partner would, before real services."""

import ast
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import amqp
import pytest

from tests.contracts.language import sample
from tests.contracts.pas_a_pas import GUIDE, ROOT, Reader, blocks, named
from tests.journeys.drivers import process_environment
from tests.servers.addresses import Servers
from tests.servers.isolation import PASSWORD, accounts, databases, vhost

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
READY, ANSWERS, HEARD = blocks("text")
LIMIT = 20
SAMPLE = ROOT / "console" / "echantillon"


@pytest.fixture(scope="module")
def place(servers: Servers) -> Iterator[dict[str, str]]:
    """By account, the URL of a vhost where everything is declared; `admin` may do all."""
    with vhost(servers) as uri, accounts(servers, uri) as allowed:
        yield {**allowed, "admin": uri}


@pytest.fixture(scope="module")
def services(
    servers: Servers, place: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Both processes of labellisation, which knows the communes of the sample."""
    folder = tmp_path_factory.mktemp("services")
    with databases(servers, ["labellisation"]) as urls:
        known = process_environment(folder, 25, urls, place["labellisation"])
        communes = start(known, folder, "load-geography", str(SAMPLE), "--millesime", "2024")
        assert communes.wait(60) == 0
        running = [
            start(known, folder, "run", "labellisation", "--role", role)
            for role in ("service", "worker")
        ]
        yield
        for process in running:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(30) for process in running] == [0, 0]


def start(environment: dict[str, str], folder: Path, *words: str) -> "subprocess.Popen[bytes]":
    """`france-services …`, as an operator types it."""
    command = [sys.executable, "-m", "console", *words]
    with (folder / f"{words[-1]}.log").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


@pytest.fixture
def reader(place: dict[str, str], tmp_path: Path) -> Iterator[Reader]:
    """Starts, and leaves, with no queue of theirs."""
    yield Reader(tmp_path, place["partenaire"]).copy()
    with connected(place["admin"]) as connection:
        for queue in ("partenaire.suivi", "partenaire.rebut"):
            connection.channel().queue_delete(queue)


def connected(uri: str) -> Any:
    place = urlsplit(uri)
    return amqp.Connection(
        f"{place.hostname}:{place.port or 5672}",
        place.username or "guest",
        place.password or "guest",
        virtual_host=place.path.removeprefix("/"),
        confirm_publish=True,
    )


def tell(uri: str, id: str, kind: str = "StructureRemontée", **change: Any) -> None:
    """As labellisation would, or a later version of it."""
    body = sample("StructureRemontee.v1") | {"message_id": id} | change
    said = {"id": id, "type": kind, "subject": body["structure_id"]}
    headers = {f"cloudEvents:{name}": value for name, value in said.items()}
    message = amqp.Message(json.dumps(body), application_headers=headers, delivery_mode=2)
    with connected(uri) as connection:
        channel = connection.channel()
        channel.basic_publish(message, "labellisation.events", "StructureRemontee", mandatory=True)


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline()


def without_ids(text: str) -> str:
    return UUID.sub("…", text)


@pytest.mark.usefixtures("services")
def test_a_first_fact_is_heard_and_a_first_demand_answered(reader: Reader) -> None:
    """Twice: a repeat of a demand would be heard between both facts."""
    with reader.running("ecouter.py") as listening:
        assert line(listening) == READY
        assert reader.run("essai.py") == ANSWERS
        first = line(listening)
        assert reader.run("essai.py") == ANSWERS
        second = line(listening)

    assert without_ids(first) == without_ids(second) == HEARD
    assert first != second


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

    commune, inconnu = reader.run("fautes.py").removeprefix(ANSWERS).splitlines()

    assert f"| `REFUSE`, `{commune}` |" in GUIDE
    assert f"| `ILLISIBLE`, `{inconnu.partition(' :')[0]}` |" in GUIDE


def test_a_repeat_an_unknown_type_and_a_new_field_change_nothing(
    reader: Reader, place: dict[str, str]
) -> None:
    with reader.running("ecouter.py") as listening:
        assert line(listening) == READY
        tell(place["admin"], "1", structure_id="première")
        tell(place["admin"], "1", structure_id="répétée")
        tell(place["admin"], "2", kind="StructureRepeinte", structure_id="repeinte")
        tell(place["admin"], "3", structure_id="dernière", couleur="bleu")
        heard = [line(listening), line(listening)]

    assert [each.split()[2] for each in heard] == ["première", "dernière"]


def test_what_always_stops_the_reader_ends_aside_and_the_next_one_is_heard(
    reader: Reader, place: dict[str, str]
) -> None:
    with reader.running("ecouter.py") as listening:
        assert line(listening) == READY
    tell(place["admin"], "4", fiche=None)
    tell(place["admin"], "5", structure_id="suivante")

    stops = 0
    while not (heard := started_again(reader)):
        stops += 1

    assert heard.split()[2] == "suivante"
    assert stops == LIMIT + 1
    assert [body["message_id"] for body in waiting(place["admin"], "partenaire.rebut")] == ["4"]


def started_again(reader: Reader) -> str:
    """What it hears first; nothing if it stops."""
    with reader.running("ecouter.py") as listening:
        assert line(listening) == READY
        return line(listening)


def waiting(uri: str, queue: str) -> list[Any]:
    with connected(uri) as connection:
        return [json.loads(connection.channel().basic_get(queue, no_ack=True).body)]


def imported(text: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(text)))
    plain = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    named_from = {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}
    return {each.partition(".")[0] for each in plain | named_from} - sys.stdlib_module_names


def test_the_guide_needs_two_libraries_and_nothing_of_ours() -> None:
    own = {named(text).removesuffix(".py") for text in blocks("python")}
    installed = re.search(r"pip install (.+)", GUIDE)

    needed = set().union(*map(imported, blocks("python"))) - own

    assert installed and needed == set(installed[1].split()) == {"amqp", "jsonschema"}


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


@pytest.mark.parametrize("said, provoke", PROVOKED, ids=lambda each: str(each)[:40])
def test_an_error_of_the_guide_is_what_rabbitmq_says(
    said: str, provoke: Callable[[Any], None], place: dict[str, str]
) -> None:
    with connected(place["partenaire"]) as connection, pytest.raises(amqp.AMQPError) as refused:
        provoke(connection.channel())

    assert f"`{said}" in GUIDE
    assert all(part in str(refused.value) for part in said.split(" … "))


def test_a_wrong_password_is_said_so(place: dict[str, str]) -> None:
    wrong = place["partenaire"].replace(f":{PASSWORD}@", ":faux@")

    with pytest.raises(amqp.AccessRefused, match="Login was refused"):
        connected(wrong).connect()

    assert "`ACCESS_REFUSED - Login was refused`" in GUIDE
