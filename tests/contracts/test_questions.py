"""The published questions: their schemas, and their part of the AsyncAPI document."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from console.contrats.asyncapi import document
from console.contrats.explications import exemples
from console.contrats.page import page
from console.contrats.publication import demandes, faits, schemas
from console.contrats.questions import (
    REFUSEE,
    SANS_REPONSE,
    avec_les_questions,
    nom_de,
    nom_de_la_reponse,
    publiees,
    refus_de,
    roles_admis,
    schemas_des_questions,
)
from shared.questions.answering import ReponseImpossible
from shared.questions.asking import Refusee, Reponse
from shared.questions.question import Question
from shared.questions.wire import ANSWERS
from tests.contracts.language import ROOT
from tests.contracts.published_schemas import without_prose

MESSAGE = re.compile(r"/\w+\.")
"""In a reference to a part, the message that it is of."""
PUBLISHED = publiees()
SCHEMAS = schemas_des_questions(PUBLISHED)
every_question = pytest.mark.parametrize("question", PUBLISHED, ids=lambda each: each.id)


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return avec_les_questions(document(faits(), demandes(), schemas()), PUBLISHED, SCHEMAS)


def resolved(document: Any, reference: str) -> Any:
    for step in reference.removeprefix("#/").split("/"):
        document = document[step]
    return document


@every_question
def test_a_question_says_where_it_is_asked_by_whom_and_what_comes_back(
    told: dict[str, Any], question: Question
) -> None:
    operation = told["operations"][f"repondre{nom_de(question)}"]
    channel = resolved(told, operation["channel"]["$ref"])
    messages = [resolved(told, each["$ref"]) for each in operation["messages"]]
    answers = [resolved(told, each["$ref"]) for each in operation["reply"]["messages"]]

    assert channel["address"] == f"{{compte}}.questions.{question.service}"
    assert channel["bindings"]["amqp"]["exchange"]["name"] == "requests"
    assert messages == [{"$ref": f"#/components/messages/{nom_de(question)}"}]
    [answer] = [resolved(told, each["$ref"]) for each in answers]
    assert resolved(told, answer["payload"]["$ref"])["oneOf"] == [
        {"$ref": f"#/components/schemas/{name}"} for name in (nom_de_la_reponse(question), REFUSEE)
    ]
    assert roles_admis(question) in operation["description"]
    assert operation["x-refus"] == refus_de(question)


def titled(value: Any) -> Iterator[tuple[str, str]]:
    """The title of each schema, at any depth, and what it says without its texts."""
    if isinstance(value, list):
        for each in value:
            yield from titled(each)
    elif isinstance(value, dict):
        if isinstance(value.get("title"), str):
            yield value["title"], MESSAGE.sub("/", str(without_prose(value)))
        for each in value.values():
            yield from titled(each)


def test_two_schemas_of_one_title_are_the_same(told: dict[str, Any]) -> None:
    """Generators of code name a type by its title: the last one would take the place of others."""
    said: dict[str, set[str]] = {}
    for title, what in titled(told["components"]["schemas"]):
        said.setdefault(title, set()).add(what)

    assert {title: each for title, each in said.items() if len(each) > 1} == {}


def nameless(value: Any) -> Iterator[Any]:
    """The objects and lists of values without a title, at any depth."""
    if isinstance(value, list):
        for each in value:
            yield from nameless(each)
    elif isinstance(value, dict):
        if ("enum" in value or "properties" in value) and "title" not in value:
            yield value
        for each in value.values():
            yield from nameless(each)


def test_each_object_and_each_list_of_values_has_a_title(told: dict[str, Any]) -> None:
    assert [*nameless([*told["components"]["schemas"].values()])] == []


def test_every_reference_leads_somewhere(told: dict[str, Any]) -> None:
    found = re.findall(r"'\$ref': '([^']+)'", str(told))

    assert found and all(resolved(told, each) is not None for each in found)


@every_question
def test_a_question_has_schemas_that_are_valid(question: Question) -> None:
    asked, answered = SCHEMAS[nom_de(question)], SCHEMAS[nom_de_la_reponse(question)]

    Draft202012Validator.check_schema(asked)
    Draft202012Validator.check_schema(answered)
    assert asked["description"] == question.said
    assert ("curseur" in asked["properties"]) == question.in_pages


@pytest.mark.parametrize("name", [*map(nom_de, PUBLISHED), REFUSEE])
def test_every_example_follows_its_schema(name: str) -> None:
    for each in exemples("questions", name):
        Draft202012Validator(SCHEMAS[name]).validate(each["payload"])


def test_what_services_answer_follows_the_schemas() -> None:
    answered = Reponse("droits", "2026-11-29T10:00:00+00:00", {})
    refused = Refusee("droits", ReponseImpossible.__name__, "")
    of_droits = SCHEMAS["QuestionAuditDroitsReponse"]
    envelope = {**of_droits, "properties": {**of_droits["properties"], "contenu": {}}}

    Draft202012Validator(envelope).validate(ANSWERS.dump_python(answered, mode="json"))
    Draft202012Validator(SCHEMAS[REFUSEE]).validate(ANSWERS.dump_python(refused, mode="json"))


def test_every_code_without_a_class_is_explained() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "shared" / "questions").glob("*.py")]
    codes = re.compile(r'(?:QuestionIllisible\(|Refusee\(answer\.question, )"(\w+)"')

    assert {code for text in texts for code in codes.findall(text)} <= SANS_REPONSE.keys()


def test_the_page_shows_every_question_and_every_refusal(told: dict[str, Any]) -> None:
    shown = page(told)

    for each in PUBLISHED:
        assert f'<article id="{nom_de(each)}"' in shown and f">{each.id}</h4>" in shown
        for code in refus_de(each):
            assert f'<th scope="row"><code>{code}</code>' in shown
