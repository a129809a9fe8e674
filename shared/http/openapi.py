"""The OpenAPI 3.1 description of the questions, from the models that answer them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from shared import limits
from shared.http.answers import JSON, path
from shared.http.problems import CONTENT_TYPE, Probleme
from shared.http.query import Page, paged
from shared.http.refusals import KINDS, OTHER
from shared.questions.question import Question, Questions
from shared.questions.rights import rights

Schema = dict[str, Any]

ACCOUNT = "jeton"
PROBLEM = "Probleme"
REF = "#/components/schemas/"
DESCRIPTION = f"""Ce que les services savent, en lecture seule (ADR 0036). Chaque demande porte
le jeton d'un compte (`Authorization: Bearer …`), que l'exploitant vous donne ; les droits et les
bornes sont ceux de ce compte. `su_le` dit quand la réponse était vraie ; `ETag` ne change qu'avec
elle. Une liste vient par pages : `suite`, ou l'en-tête `Link`, donne la suivante. Un `+` dans un
paramètre s'écrit `%2B`. Au plus {limits.QUESTIONS_PAR_MINUTE} et par compte,
{limits.QUESTIONS_D_UN_COUP} d'un coup. Une erreur est un `{CONTENT_TYPE}` (RFC 9457), dont `fautes`
nomme chaque champ en cause."""
AFTER = {"Retry-After": {"schema": {"type": "integer"}, "description": "Secondes à attendre."}}
CHALLENGED = {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Bearer."}}
HEADERS: Mapping[int, Schema] = {401: CHALLENGED, 429: AFTER, 503: AFTER}
VALIDATOR = {
    "ETag": {"schema": {"type": "string"}, "description": "À redonner dans `If-None-Match`."}
}
NEXT = {"Link": {"schema": {"type": "string"}, "description": "La page suivante, s'il y en a une."}}
STRUCTURED = "application/cloudevents+json"
FACT = f"{REF}labellisation.faits.contenu.Fait"
CONDITION: Schema = {
    "name": "If-None-Match",
    "in": "header",
    "description": "L'`ETag` d'une réponse que l'on a déjà : 304 si elle n'a pas changé.",
    "schema": {"type": "string"},
}


class Untitled(GenerateJsonSchema):
    """Without a title per field, which would repeat its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def document(services: Iterable[Questions]) -> Schema:
    """Every question of these services, under the path where it is asked."""
    published = [each for questions in services for each in questions]
    parts = {PROBLEM: flat(TypeAdapter(Probleme), PROBLEM)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "France Services", "version": "1.0.0", "description": DESCRIPTION},
        "servers": [{"url": "/", "description": "Donné par l'exploitant."}],
        "security": [{ACCOUNT: []}],
        "paths": {path(each): {"get": operation(each)} for each in published},
        "webhooks": {"fait": {"post": webhook()}},
        "components": {
            "securitySchemes": {ACCOUNT: {"type": "http", "scheme": "bearer"}},
            "responses": {str(status): problem(status) for status in statuses()},
            "schemas": {
                **{name: each for part in parts.values() for name, each in part.items()},
                **{name: each for q in published for name, each in schemas(q).items()},
            },
        },
    }


def operation(question: Question) -> Schema:
    summary, _, more = question.said.partition("\n")
    return {
        "operationId": question.id,
        "tags": [question.service],
        "summary": summary,
        "description": "\n\n".join(filter(None, [more.strip(), allowed(question)])),
        "parameters": [*parameters(question), CONDITION],
        "responses": {
            "200": answer(question),
            "304": {"description": "Elle n'a pas changé.", "headers": VALIDATOR},
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses()},
        },
    }


def webhook() -> Schema:
    """The request that we send to a webhook: its body is an event of the feed of facts."""
    signed = ("webhook-id", "webhook-timestamp", "webhook-signature")
    headers = [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
        for name in signed
    ]
    return {
        "summary": "Un fait, envoyé à l'adresse d'un webhook (Standard Webhooks, CloudEvents).",
        "description": "À l'adresse qu'un compte a abonnée. Répondez 2xx quand le fait est gardé : "
        "toute autre réponse, ou aucune, et il est renvoyé sous le même `webhook-id`.",
        "security": [],
        "parameters": headers,
        "requestBody": {"required": True, "content": {STRUCTURED: {"schema": {"$ref": FACT}}}},
        "responses": {
            "2XX": {"description": "Le fait est pris."},
            "410": {"description": "L'adresse n'existe plus : le webhook est suspendu."},
        },
    }


def allowed(question: Question) -> str:
    roles = rights().get(question.id, {})
    return f"Rôles admis : {', '.join(f'{role} ({roles[role]})' for role in sorted(roles))}."


def statuses() -> list[int]:
    return sorted({each.status.value for each in (*KINDS.values(), OTHER)})


def problem(status: int) -> Schema:
    """The problems of a status share a schema; their titles tell them apart."""
    titles = [each.title for each in (*KINDS.values(), OTHER) if each.status == status]
    return {
        "description": " ; ".join(titles),
        "headers": HEADERS.get(status, {}),
        "content": {CONTENT_TYPE: {"schema": {"$ref": REF + PROBLEM}}},
    }


def answer(question: Question) -> Schema:
    return {
        "description": "La réponse.",
        "headers": {**VALIDATOR, **(NEXT if paged(question) else {})},
        "content": {JSON: {"schema": {"$ref": REF + question.id}}},
    }


def schemas(question: Question) -> dict[str, Schema]:
    """That of the whole answer, and those of the values that it holds."""
    content = flat(question.content, f"{question.id}.contenu")
    whole = {
        "type": "object",
        "properties": {
            "question": {"const": question.name},
            "su_le": {"type": "string", "format": "date-time"},
            "contenu": {"$ref": f"{REF}{question.id}.contenu"},
            "suite": {"type": ["string", "null"], "description": "Le curseur de la page suivante."},
            "statut": {"const": "REPONDU"},
        },
        "required": ["question", "su_le", "contenu", "suite", "statut"],
    }
    return {question.id: whole, **content, **of_parameters(question)}


def flat(kind: TypeAdapter[Any], name: str) -> dict[str, Schema]:
    """The schema of a value, and its parts under names that no other value has."""
    made = kind.json_schema(
        mode="serialization", ref_template=f"{REF}{name}.{{model}}", schema_generator=Untitled
    )
    parts = {f"{name}.{part}": each for part, each in made.pop("$defs", {}).items()}
    return {name: made, **parts}


def of_parameters(question: Question) -> dict[str, Schema]:
    """The parts that parameters name, such as the values of an enumeration."""
    made = _parameters(question)
    return {f"{question.id}.demande.{part}": each for part, each in made.get("$defs", {}).items()}


def parameters(question: Question) -> Iterator[Schema]:
    """The parameters of the question, then `curseur` and `limite` if its answer is a list."""
    yield from _each(_parameters(question))
    if paged(question):
        own = question.parameters.model_fields
        paging = _each(Page.model_json_schema(schema_generator=Untitled))
        yield from (each for each in paging if each["name"] not in own)


def _parameters(question: Question) -> Schema:
    template = f"{REF}{question.id}.demande.{{model}}"
    return question.parameters.model_json_schema(ref_template=template, schema_generator=Untitled)


def _each(made: Schema) -> Iterator[Schema]:
    required = made.get("required", ())
    for name, schema in made.get("properties", {}).items():
        yield {"name": name, "in": "query", "required": name in required, "schema": given(schema)}


def given(schema: Schema) -> Schema:
    """A parameter that may be absent is not null: a query string has no way to say it."""
    kept = {name: value for name, value in schema.items() if (name, value) != ("default", None)}
    choices = [each for each in kept.pop("anyOf", ()) if each != {"type": "null"}]
    if len(choices) == 1:
        return {**choices[0], **kept}
    return {**kept, "anyOf": choices} if choices else kept
