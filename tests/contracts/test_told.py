"""Whoever must name something can know its identity: a fact or an answer tells it."""

from collections.abc import Iterator
from typing import Any

import pytest

from console.contrats.asyncapi import roles
from console.contrats.publication import demandes, faits, schemas
from console.contrats.reponses import cree
from shared.messages.commands import Command

PUBLISHED = schemas()
OTHER_NAMES = {
    "absorbee_id": "structure_id",
    "agents": "agent_id",
    "audits": "audit_id",
    "presents": "agent_id",
}
"""The name that facts give to what some commands name otherwise."""

CHOSEN_BY_THE_SENDER = {
    "message_id": "any UUID",
    "principale_id": "ImporterStructure, of another row of the list: its structure_id",
    "mission_id": "ConstituerMission, of which the agency chooses the identity",
}
SECRET = {
    "cible": "no message tells a mystery visit before it is made (INV-16): the visitors are given "
    "the list by an operator, who reads it in the log of audit",
}


def identities(schema: dict[str, Any], root: dict[str, Any], name: str = "") -> Iterator[str]:
    """The name of each field that is a UUID, or a list of them, at any depth."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if schema.get("format") == "uuid":
        yield name
    for each in schema.get("anyOf", ()):
        yield from identities(each, root, name)
    if "items" in schema:
        yield from identities(schema["items"], root, name)
    for field, each in schema.get("properties", {}).items():
        yield from identities(each, root, field)


def named(kind: type[Any]) -> set[str]:
    schema = PUBLISHED[kind.__name__]
    return {OTHER_NAMES.get(name, name) for name in identities(schema, schema)}


TOLD_BY_FACTS = {name for kind in faits() for name in named(kind)}


def told_to(role: str) -> set[str]:
    """The identities that the answers to this role's own commands give."""
    own = (kind for kind in demandes() if role in roles(kind))
    return {OTHER_NAMES.get(name, name) for kind in own for name in cree(kind)}


@pytest.mark.parametrize("kind", demandes(), ids=lambda kind: kind.__name__)
def test_each_identity_that_a_command_needs_is_told_to_every_role_that_may_send_it(
    kind: type[Command],
) -> None:
    needed = named(kind) - TOLD_BY_FACTS - CHOSEN_BY_THE_SENDER.keys() - SECRET.keys()

    untold = {role: needed - told_to(role) for role in roles(kind) if needed - told_to(role)}

    assert untold == {}


def test_every_reason_serves() -> None:
    asked = {name for kind in demandes() for name in named(kind)}

    assert CHOSEN_BY_THE_SENDER.keys() | SECRET.keys() <= asked
    assert not SECRET.keys() & TOLD_BY_FACTS


def test_what_an_answer_names_is_named_by_later_messages() -> None:
    answered = {OTHER_NAMES.get(name, name) for kind in demandes() for name in cree(kind)}
    cited = {name for kind in (*demandes(), *faits()) for name in named(kind)}

    assert answered <= cited
