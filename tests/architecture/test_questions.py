"""Every published question has its rights, its words and its types; every identifier is told."""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

from console.execution.services import BUILDERS
from shared.messages.commands import Command
from shared.questions.question import Question, Questions
from shared.questions.rights import rights
from shared.recording.authorisations import charger_autorisations
from shared.recording.handlers import Handlers
from tests.contracts.language import COMMANDS

NAMED = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
ENGLISH = frozenset(
    "address amount author count created date day enabled key kind list name reason since state "
    "status text title until value year".split()
)
SAID_OTHERWISE = {
    "absorbee_id": "structure_id",
    "agents": "agent_id",
    "audits": "audit_id",
    "cible": "structure_id",
    "presents": "agent_id",
    "principale_id": "structure_id",
}
"""The fields of commands that take an identifier told under another name."""


def questions() -> Iterator[Question]:
    for service in BUILDERS:
        found: Questions = import_module(f"services.{service}.questions").QUESTIONS
        assert found.service == service
        yield from found


QUESTIONS = {each.id: each for each in questions()}


def schemas(question: Question) -> Iterator[Mapping[str, Any]]:
    yield question.parameters.model_json_schema()
    yield question.content.json_schema(mode="serialization")


def objects(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schema of each object with named fields, at any depth."""
    for each in (schema, *schema.get("$defs", {}).values()):
        if "properties" in each:
            yield each


def fields(question: Question) -> set[str]:
    """The names of all the fields of its answer."""
    told = question.content.json_schema(mode="serialization")
    return {name for each in objects(told) for name in each["properties"]}


def test_each_question_has_its_rights_and_each_row_its_question() -> None:
    assert rights().keys() == QUESTIONS.keys()


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
def test_a_question_and_all_that_it_publishes_are_said_in_words(question: Question) -> None:
    assert question.said
    for schema in schemas(question):
        assert [each["title"] for each in objects(schema) if not each.get("description")] == []


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
def test_each_field_has_a_plain_french_name(question: Question) -> None:
    names = {name for s in schemas(question) for each in objects(s) for name in each["properties"]}

    assert {name for name in names if not NAMED.fullmatch(name) or name in ENGLISH} == set()


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
def test_a_list_and_nothing_else_is_given_page_by_page(question: Question) -> None:
    returned = get_type_hints(question.answer)["return"]

    assert (get_origin(returned) is list) == (question.key is not None)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
def test_where_a_prefect_is_bounded_the_question_says_where_it_applies(question: Question) -> None:
    bounded = "DEPARTEMENT" in rights()[question.id].values()

    assert not bounded or question.places is not None


def test_amounts_are_integer_cents_and_say_so() -> None:
    money = re.compile(r"(montant|du|notifie|verse|reste|trop_percu|engage|simule|payable)(_\w+)?")
    for question in QUESTIONS.values():
        for each in objects(question.content.json_schema(mode="serialization")):
            for name, schema in each["properties"].items():
                if money.fullmatch(name) and schema.get("type") in ("integer", "number"):
                    assert name.endswith("_centimes"), (question.id, name)
                    assert schema["type"] == "integer"


def asked_by_others() -> Iterator[type[Command]]:
    """The commands that somebody else than a service may send."""
    for kind in COMMANDS.values():
        if set(charger_autorisations().roles(kind)) - {"SERVICE"}:
            yield kind


def identifiers(kind: type[Command]) -> Iterator[str]:
    for name, field in kind.model_fields.items():
        parts = {field.annotation, *get_args(field.annotation)}
        if UUID in parts and name != "message_id":
            yield SAID_OTHERWISE.get(name, name)


def created(kind: type[Command]) -> Mapping[str, str]:
    handlers: Handlers = import_module(f"services.{kind.receiver()}.component").HANDLERS
    return handlers.by_message[kind].creates


@pytest.mark.parametrize("kind", list(asked_by_others()), ids=lambda kind: kind.__name__)
def test_each_identifier_that_a_command_takes_is_told(kind: type[Command]) -> None:
    """By the answer to a question: an answer to a command is told to its author alone."""
    told = {name for question in QUESTIONS.values() for name in fields(question)}

    assert set(identifiers(kind)) - told == set()


def test_each_identity_that_a_command_makes_is_told_to_others() -> None:
    told = {name for question in QUESTIONS.values() for name in fields(question)}
    made = {SAID_OTHERWISE.get(name, name) for kind in COMMANDS.values() for name in created(kind)}

    assert made - told == {"compte_id", "lien_id"}  # what opens an account stays with its owner
