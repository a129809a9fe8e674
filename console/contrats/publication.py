"""Les contrats publiés : un schéma JSON par message, et le document AsyncAPI qui les réunit."""

import json
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from console.contrats.asyncapi import document, roles
from console.contrats.page import page
from console.contrats.questions import (
    avec_les_questions,
    publiees,
    roles_admis,
    schemas_des_questions,
)
from console.contrats.reponses import REPONSE
from console.contrats.schema import DIALECTE, SansTitres, Schema, tolerant
from console.execution.openapi import questions_par_http
from console.execution.services import applications
from console.lexique import explique
from shared.contracts import Contract
from shared.delivery.account_names import question_key, request_key
from shared.delivery.schemas import schema_uri
from shared.delivery.wire import REQUESTS, routing_key
from shared.files import write_whole
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from shared.recording.handlers import Handlers
from shared.recording.message_context import wire_name

SENS_DE_LA_REPONSE = """Ce que répond un service, le même à chaque répétition de la demande.
`version` compte les événements de l'objet modifié ; `detail` donne le chemin du champ en cause si
le message est illisible, la raison en français si la demande est refusée. `cree` identifie ce que
la demande a créé, pour les demandes qui le disent."""
INTRODUCTION = (
    "# Contrats",
    "",
    "Écrits par `france-services contracts` : ne pas modifier à la main. "
    "[asyncapi.json](asyncapi.json) suffit pour s'intégrer ; [index.html](index.html) le "
    "montre, champ par champ ; [openapi.json](openapi.json) décrit les questions par HTTP ; "
    "[schemas](schemas) répète chaque schéma. Pour commencer en dix "
    "minutes : [docs/integration.md](../integration.md). Les identifiants cités (A-023…) "
    "sont définis dans [docs/domaine.md](../domaine.md).",
    "",
)


def faits() -> list[type[Contract]]:
    """Tout ce que les services annoncent, par service puis par nom."""
    modules = [import_module(f"shared.contracts.{service.name}") for service in publieurs()]
    return [kind for module in modules for kind in definis(module, Contract)]


def demandes() -> list[type[Command]]:
    """Tout ce que l'on peut demander ; ce qu'un service se dit à lui-même n'est pas publié."""
    known = [kind for service in applications() for kind in service.commands()]
    asked = [kind for kind in known if roles(kind) != ["SERVICE"]]
    return sorted(asked, key=lambda each: (each.receiver(), each.__name__))


def publieurs() -> Iterator[Handlers]:
    """Les services qui annoncent des faits."""
    return (each for each in applications() if find_spec(f"shared.contracts.{each.name}"))


def definis(module: Any, base: type) -> list[Any]:
    """Les classes définies dans ce module ou ce paquet, par nom."""
    found = [each for each in vars(module).values() if isinstance(each, type)]
    known = [each for each in found if issubclass(each, base)]
    own = [each for each in known if each.__module__.startswith(module.__name__)]
    return sorted(own, key=lambda each: each.__name__)


def schema(kind: type[Contract] | type[Command]) -> Schema:
    """Un champ inconnu est admis dans un fait, refusé dans une demande."""
    made = kind.model_json_schema(schema_generator=SansTitres)
    return publie(kind.__name__, tolerant(made) if issubclass(kind, Contract) else made)


def schema_des_reponses() -> Schema:
    made = TypeAdapter(Outcome).json_schema(schema_generator=SansTitres)
    named = {"title": REPONSE, "description": SENS_DE_LA_REPONSE}
    return publie(REPONSE, {**tolerant(made), **named})


def publie(nom: str, made: Schema) -> Schema:
    return identifie(nom, explique(nom, made))


def identifie(nom: str, made: Schema) -> Schema:
    return {"$schema": DIALECTE, "$id": schema_uri(nom), **made}


def schemas() -> dict[str, Schema]:
    """Par nom ASCII : celui de la clé de routage."""
    kinds: list[type[Contract] | type[Command]] = [*faits(), *demandes()]
    known = {kind.__name__: schema(kind) for kind in kinds}
    return {**known, REPONSE: schema_des_reponses()}


def fichiers() -> dict[str, str]:
    """Le contenu de chaque fichier, par son chemin dans le dossier."""
    known, questions = schemas(), publiees()
    asked = {nom: identifie(nom, each) for nom, each in schemas_des_questions(questions).items()}
    told = avec_les_questions(document(faits(), demandes(), known), questions, asked)
    every = sorted({**known, **asked}.items())
    texts = {f"schemas/{nom}.json": en_json(each) for nom, each in every}
    return {
        "asyncapi.json": en_json(told),
        "openapi.json": en_json(questions_par_http()),
        "index.html": page(told),
        "README.md": sommaire(),
        **texts,
    }


def servis() -> dict[str, bytes]:
    """Ceux que lit un programme, pour qui les demande par HTTP."""
    return {nom: texte.encode() for nom, texte in fichiers().items() if nom.endswith(".json")}


def ecrire(sortie: Path) -> list[str]:
    """Écrit tout ; rend les schémas qui ne correspondent plus à rien, sans y toucher."""
    made = fichiers()
    for chemin, texte in made.items():
        write_whole(sortie / chemin, texte.encode())
    present = {str(path.relative_to(sortie)) for path in sortie.glob("schemas/*.json")}
    return sorted(present - set(made))


def sommaire() -> str:
    tableaux = [*tableau_des_faits(), "", *tableau_des_demandes(), "", *tableau_des_questions()]
    return "\n".join([*INTRODUCTION, *tableaux]) + "\n"


def tableau_des_faits() -> Iterator[str]:
    yield from ("## Ce que les services annoncent", "")
    yield from ("| échange | clé de routage | type | sens |", "|---|---|---|---|")
    for kind in faits():
        ou = f"{kind.publisher()}.events | {routing_key(kind)}"
        yield f"| {ou} | {wire_name(kind)} | {sens(kind)} |"


def tableau_des_demandes() -> Iterator[str]:
    yield from ("## Ce qu'on peut leur demander", "")
    yield from ("| échange | clé de routage | rôles admis | sens |", "|---|---|---|---|")
    for kind in demandes():
        cle = request_key("‹compte›", kind.receiver(), routing_key(kind))
        ou = f"{REQUESTS} | {cle}"
        yield f"| {ou} | {', '.join(roles(kind))} | {sens(kind)} |"


def tableau_des_questions() -> Iterator[str]:
    yield from (f"## Ce qu'on peut leur demander de dire, sur l'échange `{REQUESTS}`", "")
    yield from ("| clé de routage | question | rôles admis | sens |", "|---|---|---|---|")
    for each in publiees():
        cle = question_key("‹compte›", each.service)
        yield f"| {cle} | {each.id} | {roles_admis(each)} | {each.said.splitlines()[0]} |"


def sens(kind: type[Contract] | type[Command]) -> str:
    """La première ligne de la docstring du message."""
    return (kind.__doc__ or "").strip().splitlines()[0]


def en_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
