"""Les contrats publiés : un schéma JSON par message, et le document AsyncAPI qui les réunit."""

import json
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core.core_schema import DictSchema

from console.contrats.asyncapi import document, roles
from console.contrats.explications import explique
from console.contrats.page import page
from console.execution.services import APPLICATIONS
from shared.contracts import Contract
from shared.delivery.wire import routing_key
from shared.files import write_whole
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from shared.recording.handlers import Handlers
from shared.recording.message_context import wire_name

DIALECTE = "https://json-schema.org/draft/2020-12/schema"
REPONSE = """Ce que répond un service, le même à chaque répétition de la demande. `version` compte
les événements de l'objet modifié ; `detail` donne le chemin du champ en cause si le message est
illisible, la raison en français si la demande est refusée."""
Schema = dict[str, Any]


def faits() -> list[type[Contract]]:
    """Tout ce que les services annoncent, par service puis par nom."""
    modules = [import_module(f"shared.contracts.{service.name}") for service in publieurs()]
    return [kind for module in modules for kind in definis(module, Contract)]


def demandes() -> list[type[Command]]:
    """Tout ce que l'on peut demander ; ce qu'un service se dit à lui-même n'est pas publié."""
    known = [kind for service in APPLICATIONS for kind in service.commands()]
    asked = [kind for kind in known if roles(kind) != ["SERVICE"]]
    return sorted(asked, key=lambda each: (each.receiver(), each.__name__))


def publieurs() -> Iterator[Handlers]:
    """Les services qui annoncent des faits."""
    return (each for each in APPLICATIONS if find_spec(f"shared.contracts.{each.name}"))


def definis(module: Any, base: type) -> list[Any]:
    """Les classes que ce module, ou ce paquet, définit lui-même, par nom."""
    found = [each for each in vars(module).values() if isinstance(each, type)]
    known = [each for each in found if issubclass(each, base)]
    own = [each for each in known if each.__module__.startswith(module.__name__)]
    return sorted(own, key=lambda each: each.__name__)


class SansTitres(GenerateJsonSchema):
    """Le titre d'un champ ne dirait que son nom ; une clé qu'un lecteur refuse est refusée."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def dict_schema(self, schema: DictSchema) -> Schema:
        said = super().dict_schema(schema)
        for pattern, values in said.pop("patternProperties", {}).items():
            said |= {"propertyNames": {"pattern": pattern}, "additionalProperties": values}
        return said


def schema(kind: type[Contract] | type[Command]) -> Schema:
    """Un fait se lit avec tolérance : un champ de plus ne le rend pas faux ; une demande, si."""
    made = kind.model_json_schema(schema_generator=SansTitres)
    return publie(kind.__name__, tolerant(made) if issubclass(kind, Contract) else made)


def schema_des_reponses() -> Schema:
    made = TypeAdapter(Outcome).json_schema(schema_generator=SansTitres)
    return publie("Reponse", {**tolerant(made), "title": "Reponse", "description": REPONSE})


def publie(nom: str, made: Schema) -> Schema:
    return {"$schema": DIALECTE, "$id": f"{nom}.json", **explique(nom, made)}


def tolerant(value: Any) -> Any:
    """Sans l'interdiction des champs inconnus, à quelque profondeur que ce soit."""
    if isinstance(value, list):
        return [tolerant(each) for each in value]
    if isinstance(value, dict):
        closed = value.get("additionalProperties") is False
        kept = {k: v for k, v in value.items() if not (closed and k == "additionalProperties")}
        return {name: tolerant(each) for name, each in kept.items()}
    return value


def schemas() -> dict[str, Schema]:
    """Par nom ASCII : celui de la clé de routage."""
    kinds: list[type[Contract] | type[Command]] = [*faits(), *demandes()]
    known = {kind.__name__: schema(kind) for kind in kinds}
    return {**known, "Reponse": schema_des_reponses()}


def fichiers() -> dict[str, str]:
    """Le contenu de chaque fichier, par son chemin dans le dossier."""
    known = schemas()
    told = document(faits(), demandes(), known)
    texts = {f"schemas/{nom}.json": en_json(each) for nom, each in sorted(known.items())}
    return {
        "asyncapi.json": en_json(told),
        "index.html": page(told),
        "README.md": sommaire(),
        **texts,
    }


def ecrire(sortie: Path) -> list[str]:
    """Écrit tout ; rend les schémas qui ne correspondent plus à rien, sans y toucher."""
    made = fichiers()
    for chemin, texte in made.items():
        write_whole(sortie / chemin, texte.encode())
    present = {str(path.relative_to(sortie)) for path in sortie.glob("schemas/*.json")}
    return sorted(present - set(made))


def sommaire() -> str:
    lignes = [
        "# Contrats",
        "",
        "Écrits par `france-services contracts` : ne pas modifier à la main. "
        "[asyncapi.json](asyncapi.json) suffit pour s'intégrer ; [index.html](index.html) le "
        "montre, champ par champ ; [schemas](schemas) répète chaque schéma. Pour commencer en dix "
        "minutes : [docs/integration.md](../integration.md). Les identifiants cités (A-023…) "
        "sont définis dans [docs/domaine.md](../domaine.md).",
        "",
        "## Ce que les services annoncent",
        "",
        "| échange | clé de routage | type | sens |",
        "|---|---|---|---|",
        *(
            f"| {kind.publisher()}.events | {routing_key(kind)} | {wire_name(kind)} "
            f"| {sens(kind)} |"
            for kind in faits()
        ),
        "",
        "## Ce qu'on peut leur demander",
        "",
        "| échange | clé de routage | rôles admis | sens |",
        "|---|---|---|---|",
        *(
            f"| {kind.receiver()}.commands | {routing_key(kind)} | "
            f"{', '.join(roles(kind))} | {sens(kind)} |"
            for kind in demandes()
        ),
    ]
    return "\n".join(lignes) + "\n"


def sens(kind: type[Contract] | type[Command]) -> str:
    """La première ligne de ce que le message dit de lui-même."""
    return (kind.__doc__ or "").strip().splitlines()[0]


def en_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
