"""Les questions publiées : leurs schémas, et leur part du document AsyncAPI (ADR 0036)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter

from console.contrats.asyncapi import COMPTE, PARAMETRES, bindings, flattened, ref
from console.contrats.enveloppe import CORPS, PERSISTANT, SUIVI, TEXTE
from console.contrats.explications import exemples
from console.contrats.refus import RefusDecrit, decrire, refus_du_code
from console.contrats.schema import SansTitres, Schema, tolerant
from console.execution.services import SERVICES, published
from console.lexique import explication, explique
from shared.delivery.account_names import QUESTIONS, question_key
from shared.delivery.wire import CONTENT_TYPE, REQUESTS
from shared.messages.actors import Role
from shared.questions.answering import ReponseImpossible
from shared.questions.asking import Refusee, Reponse
from shared.questions.question import Question
from shared.questions.rights import QuestionNonAutorisee, rights
from shared.questions.wire import QuestionPosee
from shared.recording.authorisations import CompteNonAutorise
from shared.refusal import Refus
from shared.runtime.senders import INTERNAL

QUESTION, REFUSEE = "Question", "QuestionRefusee"
COMPTES = [role for role in get_args(Role) if role != INTERNAL]
"""Les rôles qu'un compte peut avoir."""
PAGE = frozenset({"curseur", "limite"})
"""Les champs d'une question qui n'ont de sens que pour une liste."""
DE_TOUTES = (QuestionNonAutorisee, CompteNonAutorise, ReponseImpossible)
SANS_REPONSE: Mapping[str, RefusDecrit] = {
    "CorpsIllisible": {
        "sens": "Le corps n'est pas celui d'une question ; ``fautes`` dit chaque champ en cause.",
        "nature": "definitif",
    },
    "QuestionInconnue": {"sens": "Le service n'a pas cette question.", "nature": "definitif"},
    "ParametresIllisibles": {
        "sens": "Un paramètre manque, ou n'est pas admis ; ``fautes`` dit lequel.",
        "nature": "definitif",
    },
    "CurseurIllisible": {
        "sens": "Le curseur n'est pas celui d'une réponse à cette question.",
        "nature": "definitif",
    },
    "ReponseTropGrosse": {
        "sens": "La réponse ne tient pas dans un message : demandez des pages plus petites.",
        "nature": "definitif",
    },
}
"""Les refus qu'aucune classe ne nomme : ceux de la lecture, et de la taille."""


def publiees() -> list[Question]:
    """Celles de chaque service, par service puis par nom."""
    found = [each for service in SERVICES for each in published(service)]
    return sorted(found, key=lambda each: each.id)


def nom_de(question: Question) -> str:
    """Celui de son schéma : « QuestionLabellisationDossier »."""
    mots = question.id.replace(".", "_").split("_")
    return QUESTION + "".join(mot.capitalize() for mot in mots)


def d_une_question(schema: str) -> bool:
    """Si ce nom est celui d'un schéma de question ou de réponse, ou d'une de leurs parties."""
    return schema.startswith(QUESTION)


def nom_de_la_reponse(question: Question) -> str:
    return f"{nom_de(question)}Reponse"


def nom_de_l_issue(question: Question) -> str:
    """Celui de ce qui revient : la réponse, ou le refus."""
    return f"{nom_de(question)}Issue"


def schemas_des_questions(questions: Iterable[Question]) -> dict[str, Schema]:
    """Par nom, ce qui se demande et ce qui se répond ; et le refus, commun à toutes."""
    made: dict[str, Schema] = {REFUSEE: _decrit(REFUSEE, tolerant(_adapte(Refusee)))}
    for each in questions:
        made[nom_de(each)] = _decrit(nom_de(each), schema_de_la_question(each))
        made[nom_de_la_reponse(each)] = _decrit(nom_de_la_reponse(each), schema_de_la_reponse(each))
    return made


def _decrit(nom: str, made: Schema) -> Schema:
    return explique(nom, {**made, "title": nom}, _explication)


def _explication(objet: str, champ: str) -> Schema:
    """Une question, sa réponse et son refus ont les mêmes champs, dits une fois."""
    return explication(QUESTION if objet.startswith(QUESTION) else objet, champ)


def _adapte(kind: Any) -> Schema:
    return TypeAdapter(kind).json_schema(schema_generator=SansTitres, mode="serialization")


def schema_de_la_question(question: Question) -> Schema:
    """Le corps d'une question : son nom est imposé, ses paramètres sont les siens."""
    made, asked = _du_modele(QuestionPosee), _du_modele(question.parameters)
    parts = asked.pop("$defs", {}) | {"Parametres": asked}
    kept = {
        name: field
        for name, field in made["properties"].items()
        if question.in_pages or name not in PAGE
    }
    own = {"question": {"const": question.id}, "parametres": {"$ref": "#/$defs/Parametres"}}
    required = ["question", *(["parametres"] if asked.get("required") else [])]
    return {
        **made,
        "description": question.said,
        "properties": {**kept, **own},
        "required": required,
        "$defs": parts,
    }


def _du_modele(kind: type[BaseModel]) -> Schema:
    return kind.model_json_schema(schema_generator=SansTitres)


def schema_de_la_reponse(question: Question) -> Schema:
    """La réponse du service ; ``contenu`` est celui de cette question."""
    made: Schema = _adapte(Reponse)
    content = question.content.json_schema(schema_generator=SansTitres, mode="serialization")
    parts = content.pop("$defs", {})
    if "properties" in content:
        parts[content["title"]], content = content, {"$ref": f"#/$defs/{content['title']}"}
    own = {"question": {"const": question.name}, "contenu": content}
    described = f"Réponse à « {question.id} » : {question.said}"
    answered: Schema = tolerant(
        {
            **made,
            "description": described,
            "properties": {**made["properties"], **own},
            **({"$defs": parts} if parts else {}),
        }
    )
    return answered


def avec_les_questions(
    document: Schema, questions: Sequence[Question], schemas: Mapping[str, Schema]
) -> Schema:
    """Ce document AsyncAPI, et les questions : un canal par service, une opération par question."""
    known = document["components"]
    parts: dict[str, Schema] = {}
    for name, schema in schemas.items():
        parts |= flattened(name, schema)
    answers = [REFUSEE, *map(nom_de_la_reponse, questions)]
    asked = {nom_de(each): message(each) for each in questions}
    issues = {nom_de_la_reponse(each): nom_de_l_issue(each) for each in questions}
    replied = {name: reponse(name, issues.get(name, name)) for name in answers}
    replies = document["channels"]["reponses"]
    return {
        **document,
        "channels": {
            **document["channels"],
            **canaux(questions),
            "reponses": {**replies, "messages": replies["messages"] | _messages(answers)},
        },
        "operations": document["operations"]
        | {f"repondre{nom_de(each)}": operation(each) for each in questions},
        "components": {
            "messages": known["messages"] | asked | replied,
            "schemas": known["schemas"] | parts | {nom_de_l_issue(q): issue(q) for q in questions},
        },
    }


def canaux(questions: Sequence[Question]) -> Schema:
    """Le canal des questions de chaque service : la clé de routage ne dit pas laquelle."""
    by_service: dict[str, list[str]] = {}
    for each in questions:
        by_service.setdefault(each.service, []).append(nom_de(each))
    return {
        canal(service): {
            "address": question_key(COMPTE, service),
            "title": f"Questions : {service}",
            "parameters": PARAMETRES,
            "messages": _messages(names),
            "bindings": bindings(REQUESTS),
        }
        for service, names in by_service.items()
    }


def canal(service: str) -> str:
    return f"{service}.{QUESTIONS}"


def _messages(names: Iterable[str]) -> Schema:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}


def issue(question: Question) -> Schema:
    """L'un ou l'autre : ``statut`` dit lequel."""
    kinds = [ref(nom_de_la_reponse(question)), ref(REFUSEE)]
    described = f"Ce qui répond à « {question.id} »."
    return {"title": nom_de_l_issue(question), "description": described, "oneOf": kinds}


def operation(question: Question) -> Schema:
    place, replied = canal(question.service), nom_de_la_reponse(question)
    return {
        "action": "receive",
        "description": f"Rôles admis : {roles_admis(question)}.",
        "channel": {"$ref": f"#/channels/{place}"},
        "messages": [{"$ref": f"#/channels/{place}/messages/{nom_de(question)}"}],
        "reply": {
            "address": {"location": "$message.header#/reply_to"},
            "channel": {"$ref": "#/channels/reponses"},
            "messages": [{"$ref": f"#/channels/reponses/messages/{replied}"}],
        },
        "x-question": question.id,
        "x-refus": refus_de(question),
    }


def roles_admis(question: Question) -> str:
    """Par portée ; « tous », si aucun rôle d'un compte n'est exclu ni borné."""
    admitted = rights().get(question.id, {})
    if admitted == dict.fromkeys(COMPTES, "NATIONAL"):
        return "tous"
    by_reach: dict[str, list[str]] = {}
    for role, portee in sorted(admitted.items()):
        by_reach.setdefault(portee, []).append(role)
    return " ; ".join(f"{', '.join(roles)} ({portee})" for portee, roles in by_reach.items())


def refus_de(question: Question) -> dict[str, RefusDecrit]:
    """Par code, chaque refus que cette question peut recevoir."""
    kinds: set[type[Refus]] = {*DE_TOUTES, *refus_du_code([question.answer])}
    found = {each.__name__: decrire(each) for each in kinds} | dict(SANS_REPONSE)
    return dict(sorted(found.items()))


def message(question: Question) -> Schema:
    name = nom_de(question)
    return {
        "name": name,
        "title": question.id,
        "summary": " ".join(question.said.split()),
        "contentType": CONTENT_TYPE,
        "correlationId": {"location": "$message.header#/correlation_id"},
        "payload": ref(name),
        "examples": exemples(QUESTIONS, name),
        "x-amqp-properties": {
            **CORPS,
            "delivery_mode": PERSISTANT,
            "user_id": {**TEXTE, "description": "Le nom de votre compte, que RabbitMQ vérifie."},
            "reply_to": {**TEXTE, "description": "Le nom de votre compte, pour la réponse."},
            "correlation_id": SUIVI,
        },
    }


def reponse(name: str, payload: str) -> Schema:
    return {
        "name": name,
        "title": "Réponse à une question",
        "contentType": CONTENT_TYPE,
        "correlationId": {"location": "$message.header#/correlation_id"},
        "payload": ref(payload),
        "examples": exemples(QUESTIONS, name),
        "x-amqp-properties": {
            **CORPS,
            "correlation_id": {**TEXTE, "description": "Celui de la question."},
        },
    }
