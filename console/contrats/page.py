"""La page HTML du document AsyncAPI."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from console.contrats.champs import MARKDOWN, champs, communs, fixes, sauf, texte
from console.contrats.questions import REFUSEE, d_une_question
from console.contrats.refus import RefusDecrit
from console.contrats.reponses import CREE, REPONSE
from console.contrats.schema import Schema
from console.contrats.types import partie
from shared.jinja import Typographie
from shared.typographie import insecables


@dataclass(frozen=True)
class Message:
    """Un fait, une demande ou la réponse, avec ce que le document en décrit."""

    cle: str
    titre: str
    sens: Markup
    service: str
    lieu: str
    cle_de_routage: str
    entetes: Schema
    proprietes: Schema
    corps: Schema
    exemples: list[Schema]
    precisions: str
    refus: dict[str, RefusDecrit]
    cree: Schema


@dataclass(frozen=True)
class QuestionMontree:
    """Une question, et ce que le document en décrit."""

    cle: str
    titre: str
    sens: Markup
    service: str
    cle_de_routage: str
    parametres: Schema
    reponse: str
    pages: bool
    exemples: list[Schema]
    precisions: str
    refus: dict[str, RefusDecrit]


M = TypeVar("M", Message, QuestionMontree)


def page(document: Schema) -> str:
    """Autonome : ni script, ni ressource extérieure."""
    told, asked = list(messages(document, "send")), list(messages(document, "receive"))
    return gabarit("contrats.html.j2").render(
        titre=document["info"]["title"],
        regles=regles(document["info"]["description"]),
        faits=par_service(told),
        demandes=par_service(asked),
        questions=par_service(questions(document)),
        refusee=message(document, "reponses", REFUSEE, {}),
        reponse=message(document, "reponses", REPONSE, {}),
        objets=objets(document["components"]["schemas"]),
    )


@cache
def gabarit(nom: str) -> Template:
    environment = Environment(
        loader=PackageLoader("console", "gabarits"),
        autoescape=True,
        extensions=[Typographie],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        champs=champs,
        communs=communs,
        sauf=sauf,
        fixes=fixes,
        joli=joli,
        ensemble=ensemble,
        tous_les_refus=tous_les_refus,
        texte=texte,
    )
    return environment.get_template(nom)


def messages(document: Schema, action: str) -> Iterator[Message]:
    for operation in document["operations"].values():
        if operation["action"] == action and "x-question" not in operation:
            place = suite(operation["channel"])
            [name] = document["channels"][place]["messages"]
            yield message(document, place, name, operation)


def questions(document: Schema) -> Iterator[QuestionMontree]:
    for operation in document["operations"].values():
        if "x-question" in operation:
            yield question(document, operation)


def question(document: Schema, operation: Schema) -> QuestionMontree:
    [asked], place = map(suite, operation["messages"]), suite(operation["channel"])
    schemas, known = document["components"]["schemas"], document["components"]["messages"]
    body = schemas[asked]
    return QuestionMontree(
        cle=asked,
        titre=operation["x-question"],
        sens=texte(known[asked]["summary"]),
        service=place.partition(".")[0],
        cle_de_routage=document["channels"][place]["address"],
        parametres=developpe(schemas, schemas[suite(body["properties"]["parametres"])]),
        reponse=suite(operation["reply"]["messages"][0]),
        pages="curseur" in body["properties"],
        exemples=known[asked]["examples"],
        precisions=operation["description"],
        refus=operation["x-refus"],
    )


def developpe(schemas: Schema, value: Any) -> Any:
    """Ce schéma, où chaque partie est à la place de sa référence : la page ne la montre pas."""
    if isinstance(value, list):
        return [developpe(schemas, each) for each in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return developpe(schemas, {**schemas[suite(value)], **_sauf_la_reference(value)})
    return {name: developpe(schemas, each) for name, each in value.items()}


def _sauf_la_reference(value: Schema) -> Schema:
    return {name: each for name, each in value.items() if name != "$ref"}


def message(document: Schema, place: str, name: str, operation: Schema) -> Message:
    channel = document["channels"][place]
    described, schemas = document["components"]["messages"][name], document["components"]["schemas"]
    body = schemas[suite(described["payload"])]
    return Message(
        cle=name,
        titre=described["title"],
        sens=texte(described.get("summary") or body["description"]),
        service=place.partition(".")[0],
        lieu=lieu(channel["bindings"]["amqp"]),
        cle_de_routage=channel["address"],
        entetes=described.get("headers", {}),
        proprietes={"properties": described["x-amqp-properties"]},
        corps=developpe(schemas, body) if d_une_question(name) else body,
        exemples=described["examples"],
        precisions=operation.get("description", ""),
        refus=operation.get("x-refus", {}),
        cree=ce_que_cree(document, operation),
    )


def lieu(binding: Schema) -> str:
    """L'échange, ou la file si le message y est lu."""
    return str(binding[{"queue": "queue", "routingKey": "exchange"}[binding["is"]]]["name"])


def ce_que_cree(document: Schema, operation: Schema) -> Schema:
    """Ce que la réponse à cette demande identifie ; vide, si rien."""
    for reference in operation.get("reply", {}).get("messages", ()):
        name = suite(reference).removeprefix(REPONSE)
        found: Schema = document["components"]["schemas"].get(f"{CREE}{name}", {})
        return found
    return {}


def suite(reference: Schema) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def par_service(found: Iterable[M]) -> dict[str, list[M]]:
    grouped = groupby(found, lambda each: each.service)
    return {service: list(each) for service, each in grouped}


def objets(schemas: Schema) -> dict[str, Schema]:
    """Chaque partie de message, une fois : sous le même nom, elle a partout les mêmes champs.

    Sans celles des questions, où deux parties homonymes diffèrent : leurs schémas les disent.
    """
    named = sorted((name, each) for name, each in schemas.items() if not d_une_question(name))
    return {partie(name): each for name, each in named if "." in name}


def ensemble(found: dict[str, list[Message]], part: str) -> list[Schema]:
    return [getattr(each, part) for group in found.values() for each in group]


def tous_les_refus(found: Iterable[Message | QuestionMontree]) -> dict[str, RefusDecrit]:
    """Ceux de ces demandes, par code."""
    shown = {code: dit for each in found for code, dit in each.refus.items()}
    return dict(sorted(shown.items()))


def joli(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def regles(markdown: str) -> Markup:
    """Les titres descendent d'un rang : la page a déjà le sien."""
    tokens = MARKDOWN.parse(insecables(markdown))
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = f"h{int(token.tag[1]) + 1}"
    return Markup(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))
