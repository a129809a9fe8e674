"""The published contracts are current, valid, and never break their users."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from console.contrats.publication import demandes, ecrire, faits, fichiers
from console.contrats.questions import publiees
from console.execution.services import applications
from shared.delivery.account_names import answers_queue_name
from shared.delivery.wire import headers
from shared.messages.envelope import Envelope
from shared.observability.traces import Trace
from shared.recording.authorisations import charger_autorisations
from shared.types import courriel, temps, texte
from tests.contracts.compatibility import Role, breaking_changes
from tests.contracts.language import COMMANDS, CONTRACTS, SAMPLES, sample
from tests.contracts.published_schemas import DOCS, FROZEN, Schema, current, frozen, is_frozen

applications()  # imports the messages of every service, as the command that writes them does

TRACED = Trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "atelier=1")


def first_bound(said: str) -> str:
    """How a bound that a field had not is told: `maximum 9999`."""
    name, _, value = said.partition(" ")
    return f"{name} était sans limite, devient {value}"


PATTERNS = [*texte.MOTIFS, *temps.MOTIFS, *courriel.MOTIFS, "^([0-9]{5})?$"]
OF_REQUESTS = (
    *("maximum 2147483647", "maximum 999999999999999"),
    *("minimum 0", "maximum 1000000"),  # the measures of a finding
    *("maxProperties 500", "maxItems 100"),  # what had no bound but that of the body
)
OF_FACTS = (
    *(f"maxLength {texte.LONGUEUR_ANNONCEE}", "minimum 0", "maximum 2147483647"),
    *("maximum 999999999999999", "minimum 1", "maximum 9999"),
)
BOUNDED: dict[Role, set[str]] = {
    "demande": {*(f"pattern ajouté : {each}" for each in PATTERNS), *map(first_bound, OF_REQUESTS)},
    "fait": {f"pattern ajouté : {temps.MOTIF_DE_L_INSTANT}", *map(first_bound, OF_FACTS)},
}
"""The changes of ADR 0028, which refuses what could not be stored or told.

Of facts, they are bounds that no fact ever told passes: requests and rules were within them.
"""


def asyncapi() -> Schema:
    read: Schema = json.loads((DOCS / "asyncapi.json").read_text(encoding="utf-8"))
    return read


def test_what_is_committed_is_what_the_code_says() -> None:
    """`france-services contracts` writes it again."""
    committed = {
        str(path.relative_to(DOCS)): path.read_text(encoding="utf-8")
        for path in DOCS.rglob("*")
        if path.is_file()
    }

    assert committed == fichiers()


def test_every_message_that_others_may_meet_is_published() -> None:
    """Every fact, and every command except those that a service sends to itself."""
    table = charger_autorisations()
    own = {name for name, kind in COMMANDS.items() if table.roles(kind) == {"SERVICE": "INTERNE"}}

    assert {kind.__name__ for kind in faits()} == set(CONTRACTS)
    assert {kind.__name__ for kind in demandes()} == set(COMMANDS) - own


def role_of(name: str) -> Role:
    asked = name.startswith("Question") and not name.endswith(("Reponse", "Refusee"))
    return "demande" if asked or name in COMMANDS else "fait"


def bounded(stem: str) -> list[str]:
    """The changes that break the users of a version; those of ADR 0028 are left out."""
    name = stem.partition(".")[0]
    found = breaking_changes(frozen(stem), current(name), role_of(name))
    return [each for each in found if each.partition(" : ")[2] not in BOUNDED[role_of(name)]]


@pytest.mark.parametrize("stem", sorted(FROZEN))
def test_no_version_ever_published_is_broken(stem: str) -> None:
    assert bounded(stem) == []


@pytest.mark.parametrize("name", sorted({stem.partition(".")[0] for stem in FROZEN}))
def test_what_is_published_now_is_frozen_too(name: str) -> None:
    """Otherwise a new field could be removed unseen: copy it to `<name>.v1-<what is new>.json`."""
    assert is_frozen(name)


def test_every_message_has_a_version_frozen() -> None:
    published = {path.stem for path in (DOCS / "schemas").glob("*.json")}

    assert {stem.partition(".")[0] for stem in FROZEN} == published


@pytest.mark.parametrize("stem", sorted(SAMPLES))
def test_every_sample_follows_its_published_schema(stem: str) -> None:
    """A reader that validates accepts a field that it does not know."""
    validator = Draft202012Validator(current(stem.partition(".")[0]))

    validator.validate(sample(stem))
    validator.validate({**sample(stem), "un_champ_futur": 1})


def references(value: Any) -> set[str]:
    if isinstance(value, list):
        return {ref for each in value for ref in references(each)}
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own | {ref for each in value.values() for ref in references(each)}
    return set()


def resolved(document: Any, reference: str) -> Any:
    for step in reference.removeprefix("#/").split("/"):
        document = document[step]
    return document


def test_the_document_stands_alone() -> None:
    document = asyncapi()

    assert document["asyncapi"] == "3.0.0"
    assert all(each.startswith("#/") for each in references(document))
    assert all(resolved(document, each) is not None for each in references(document))


@pytest.mark.parametrize("kind", [*faits(), *demandes()], ids=lambda kind: kind.__name__)
def test_the_document_says_where_a_message_is_found_and_what_it_holds(kind: Any) -> None:
    document = asyncapi()
    [found] = [each for each in document["channels"].values() if kind.__name__ in each["messages"]]
    message = document["components"]["messages"][kind.__name__]
    exchange = found["bindings"]["amqp"]["exchange"]

    assert (exchange["name"], found["address"]) == place(kind)
    assert (exchange["type"], exchange["durable"]) == ("topic", True)
    payload = resolved(document, message["payload"]["$ref"])
    assert set(payload["properties"]) == set(kind.model_fields)


@pytest.mark.parametrize("stem", sorted(SAMPLES))
def test_the_headers_of_a_fact_are_those_that_the_document_says(stem: str) -> None:
    name = stem.partition(".")[0]
    schema = asyncapi()["components"]["messages"][name]["headers"]
    started = Envelope.starting(CONTRACTS[name].read(sample(stem)))
    traced = headers(replace(started, trace=TRACED))

    Draft202012Validator(schema).validate(traced)
    assert set(traced) == set(schema["properties"])
    assert set(headers(started)) == set(schema["required"])


def test_an_answer_goes_where_the_demand_says() -> None:
    """AsyncAPI has no expression for an AMQP property: the document describes them apart."""
    document = asyncapi()
    answered = [each for each in document["operations"].values() if each["action"] == "receive"]

    assert len(answered) == len(demandes()) + len(publiees())
    for operation in answered:
        location = operation["reply"]["address"]["location"]
        [message] = operation["messages"]
        command = resolved(document, resolved(document, message["$ref"])["$ref"])
        assert location.removeprefix("$message.header#/") in command["x-amqp-properties"]
        assert "user_id" in command["x-amqp-properties"]
    assert document["channels"]["reponses"]["address"] == answers_queue_name("{compte}")


def test_a_key_that_the_service_would_refuse_is_refused_by_the_schema() -> None:
    evaluation = Draft202012Validator(current("RemonterStructure")["properties"]["evaluation"])

    assert evaluation.is_valid({"HOR-01": "OUI"})
    assert not evaluation.is_valid({"horaires": "OUI"})


def place(kind: Any) -> tuple[str, str]:
    """The exchange and the routing key."""
    if kind.__name__ in COMMANDS:
        return "requests", f"{{compte}}.{kind.receiver()}.{kind.__name__}"
    return f"{kind.__module__.split('.')[2]}.events", kind.__name__


def test_a_schema_that_no_message_has_any_more_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "Ancien.json").write_text("{}")

    assert ecrire(tmp_path) == ["schemas/Ancien.json"]
    assert (tmp_path / "schemas" / "Ancien.json").exists()
