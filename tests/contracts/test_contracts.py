"""A version published once stays readable, and every name has one spelling."""

import json
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from shared.contracts.labellisation import StructureLabellisee
from shared.delivery.bounds import Unreadable
from shared.delivery.wire import (
    CORRELATION,
    Reader,
    encode,
    headers,
    routing_key,
)
from shared.messages.envelope import Envelope
from tests.contracts.language import CONTRACTS, SAMPLES, paths, sample, without_accents
from tests.contracts.published_schemas import DOCS

THREAD = UUID(int=7)
every_contract = pytest.mark.parametrize("name", sorted(CONTRACTS))


def first(name: str) -> dict[str, Any]:
    return sample(f"{name}.v1")


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """The message, then each object in it whose fields its contract names."""
    if isinstance(value, list):
        for each in value:
            yield from parts(each)
    elif isinstance(value, dict):
        yield value
        for name, each in value.items():
            if name not in ("horaires", "parts_centimes"):  # free keys
                yield from parts(each)


@pytest.mark.parametrize("published", SAMPLES)
def test_a_published_sample_stays_readable(published: str) -> None:
    """A field removed, renamed, narrowed or newly required would need a V2."""
    name, _, version = published.partition("-")[0].partition(".v")
    payload = sample(published)

    assert payload["version"] == int(version)
    assert CONTRACTS[name].read(payload) == CONTRACTS[name](**payload)


@every_contract
def test_every_contract_keeps_a_sample_of_its_version(name: str) -> None:
    assert f"{name}.v{CONTRACTS[name].model_fields['version'].default}" in SAMPLES


@every_contract
def test_every_field_is_shown_by_a_sample(name: str) -> None:
    """Otherwise no test would see a change of the field left out."""
    shown = {
        path for stem in SAMPLES if stem.startswith(f"{name}.v1") for path in paths(sample(stem))
    }
    written = CONTRACTS[name].read(first(name)).model_dump(mode="json")

    assert set(paths(written)) <= shown


@every_contract
def test_the_class_is_the_wire_name_without_accents(name: str) -> None:
    wire_name = CONTRACTS[name].model_fields["type"].default

    assert without_accents(wire_name) == name == routing_key(CONTRACTS[name])
    assert unicodedata.is_normalized("NFC", wire_name)


@every_contract
def test_a_reader_ignores_what_a_newer_publisher_adds(name: str) -> None:
    newer = first(name)
    added = list(parts(newer))
    for part in added:
        part["ajout"] = {"depuis": 2030}

    assert CONTRACTS[name].read(newer) == CONTRACTS[name].read(first(name))


@every_contract
def test_a_publisher_cannot_write_a_field_that_the_contract_does_not_name(name: str) -> None:
    depth = len(list(parts(first(name))))
    for rank in range(depth):
        payload = first(name)
        list(parts(payload))[rank]["ajout"] = 1
        with pytest.raises(ValidationError, match="ajout"):
            CONTRACTS[name](**payload)


@every_contract
def test_a_message_arrives_as_it_left(name: str) -> None:
    sent = Envelope(CONTRACTS[name].read(first(name)), THREAD)

    arrived = Reader([CONTRACTS[name]]).read(name, encode(sent), headers(sent))

    assert arrived == sent
    assert json.loads(encode(sent)).keys() >= first(name).keys()


@every_contract
def test_a_message_says_in_its_headers_what_it_is(name: str) -> None:
    """CloudEvents 1.0, binary mode: architecture.md §4."""
    payload = first(name)
    body = CONTRACTS[name].read(payload)

    sent = headers(Envelope(body, THREAD))

    subject = {"cloudEvents:subject": payload["structure_id"]} if payload["structure_id"] else {}
    assert sent == subject | {
        "cloudEvents:specversion": "1.0",
        "cloudEvents:id": payload["message_id"],
        "cloudEvents:source": f"/france-services/{body.publisher()}",
        "cloudEvents:type": payload["type"],
        "cloudEvents:dataschema": identified(name),
        "cloudEvents:time": sent["cloudEvents:time"],
        "correlation": str(THREAD),
    }
    assert datetime.fromisoformat(sent["cloudEvents:time"]) == body.occurred_at
    assert body.occurred_at.utcoffset() is not None


def identified(name: str) -> str:
    """The `$id` of the schema that is published for this message."""
    text = (DOCS / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    return str(json.loads(text)["$id"])


@every_contract
def test_an_unreadable_message_says_which_field_is_wrong(name: str) -> None:
    payload = first(name) | {"structure_id": "la maison", "occurred_at": "2019-11-15T10:00:00"}

    with pytest.raises(Unreadable) as refused:
        Reader([CONTRACTS[name]]).read(name, json.dumps(payload), {})

    assert "structure_id : " in str(refused.value)
    assert "occurred_at : " in str(refused.value)
    assert "la maison" not in str(refused.value)


def test_the_path_of_a_wrong_field_goes_down_to_it() -> None:
    payload = first("StructureLabellisee")
    payload["audit"]["constats"][1]["resultat"] = "PEUT-ETRE"
    del payload["fiche"]["nom"]

    with pytest.raises(Unreadable) as refused:
        Reader([StructureLabellisee]).read("StructureLabellisee", json.dumps(payload), {})

    assert "audit.constats.1.resultat : " in str(refused.value)
    assert "fiche.nom : " in str(refused.value)


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[1]", b"null", b'"texte"'])
def test_bytes_that_are_no_message_are_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        Reader([StructureLabellisee]).read("StructureLabellisee", raw, {})


def test_a_thread_that_is_no_identifier_is_unreadable() -> None:
    raw = json.dumps(first("StructureLabellisee"))

    with pytest.raises(Unreadable):
        Reader([StructureLabellisee]).read("StructureLabellisee", raw, {CORRELATION: "?"})


def test_a_message_that_nobody_here_answers_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="StructureLabellisée"):
        Reader([StructureLabellisee]).read("StructureLabellisée", b"{}", {})


def test_a_message_without_a_thread_opens_its_own() -> None:
    raw = json.dumps(first("StructureLabellisee"))

    read = Reader([StructureLabellisee]).read("StructureLabellisee", raw, {})

    assert read.correlation == read.body.message_id
