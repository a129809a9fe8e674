"""docs/integration.md is true: its blocks are run as its reader would, with real services."""

import ast
import json
import re
import sqlite3
import sys
from contextlib import closing
from typing import Any

import amqp
import pytest

from tests.contracts.language import sample
from tests.contracts.pas_a_pas import GUIDE, Reader, blocks, connected, line, named

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
READY, ANSWERS, HEARD, TOLD = blocks("text")
LIMIT = 5


def publish(uri: str, id: str, kind: str = "StructureRemontée", **change: Any) -> None:
    """Publish a fact as labellisation would, or a later version of it."""
    body = sample("StructureRemontee.v1") | {"message_id": id} | change
    attributes = {"id": id, "type": kind, "subject": body["structure_id"]}
    headers = {f"cloudEvents:{name}": value for name, value in attributes.items()}
    message = amqp.Message(json.dumps(body), application_headers=headers, delivery_mode=2)
    with connected(uri) as connection:
        channel = connection.channel()
        channel.basic_publish(message, "labellisation.events", "StructureRemontee", mandatory=True)


def without_ids(text: str) -> str:
    return UUID.sub("…", text)


@pytest.mark.usefixtures("services")
def test_a_first_fact_is_heard_and_a_first_demand_answered(reader: Reader) -> None:
    """Run twice: the fact of a repeated command would come between both facts."""
    with reader.running("ecouter.py") as listening:
        assert line(listening) == READY
        assert reader.run("essai.py") == ANSWERS
        first = line(listening)
        assert reader.run("essai.py") == ANSWERS
        second = line(listening)

    assert without_ids(first) == without_ids(second) == HEARD
    assert first != second


@pytest.mark.usefixtures("services")
def test_a_service_tells_what_it_knows(reader: Reader) -> None:
    assert reader.run("interroger.py") == TOLD


def test_a_repeat_an_unknown_type_and_a_new_field_change_nothing(
    reader: Reader, place: dict[str, str]
) -> None:
    with reader.running("ecouter.py") as listening:
        assert line(listening) == READY
        publish(place["admin"], "1", structure_id="première")
        publish(place["admin"], "1", structure_id="répétée")
        publish(place["admin"], "2", kind="StructureRepeinte", structure_id="repeinte")
        publish(place["admin"], "3", structure_id="dernière", couleur="bleu")
        heard = [line(listening), line(listening)]

    assert [each.split()[2] for each in heard] == ["première", "dernière"]


def test_what_always_stops_the_reader_ends_aside_and_the_next_one_is_heard(
    reader: Reader, place: dict[str, str]
) -> None:
    with reader.running("ecouter.py") as listening:
        assert line(listening) == READY
    publish(place["admin"], "4", fiche=None)
    publish(place["admin"], "5", structure_id="suivante")

    stops = 0
    while not (heard := started_again(reader)):
        stops += 1

    assert heard.split()[2] == "suivante"
    assert stops == LIMIT
    assert set_aside(reader) == ["4"]


def started_again(reader: Reader) -> str:
    """The first line that it prints; empty if it stops."""
    with reader.running("ecouter.py") as listening:
        assert line(listening) == READY
        return line(listening)


def set_aside(reader: Reader) -> list[str]:
    with closing(sqlite3.connect(reader.folder / "suivi.db")) as base:
        return [id for (id,) in base.execute("SELECT id FROM rebut")]


def imported(text: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(text)))
    plain = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    named_from = {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}
    return {each.partition(".")[0] for each in plain | named_from} - sys.stdlib_module_names


def test_the_guide_needs_three_libraries_and_nothing_of_ours() -> None:
    own = {named(text).removesuffix(".py") for text in blocks("python")}
    said = re.findall(r"pip install ([a-z ]+)", GUIDE)
    installed = {word for line in said for word in line.split()}

    needed = set().union(*map(imported, blocks("python"))) - own

    assert needed == installed == {"amqp", "jsonschema", "standardwebhooks"}
