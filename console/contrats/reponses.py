"""Les réponses : la forme commune, et celle de chaque demande qui crée ce qui se cite ensuite."""

from collections.abc import Mapping

from console.contrats.enveloppe import UUID
from console.contrats.schema import Schema
from console.execution.services import application
from console.lexique import explication
from shared.messages.commands import Command
from shared.recording.handlers import Identity

REPONSE = "Reponse"
CREE = "Cree"


def cree(kind: type[Command]) -> Mapping[str, Identity]:
    """Les identités que donne la réponse à cette demande, par nom ; vide si elle n'en crée pas."""
    return application(kind.receiver()).by_message[kind].creates


def nom_de_la_reponse(kind: type[Command]) -> str:
    """Le message qui répond à cette demande : le commun, si elle ne crée rien."""
    return f"{REPONSE}{kind.__name__}" if cree(kind) else REPONSE


def schemas_de_la_reponse(kind: type[Command], commune: Schema) -> dict[str, Schema]:
    """La réponse à une demande qui crée, et ce qu'elle en dit, par nom de composant."""
    nom = f"{CREE}{kind.__name__}"
    reference = {**commune["properties"]["cree"], "$ref": f"#/components/schemas/{nom}"}
    ouverte = {each: reference[each] for each in ("description", "$ref")}
    properties = {**commune["properties"], "cree": ouverte}
    return {
        nom_de_la_reponse(kind): {
            **commune,
            "title": nom_de_la_reponse(kind),
            "properties": properties,
        },
        nom: {
            "title": nom,
            "type": "object",
            "description": "Vide si la demande n'est pas acceptée.",
            "properties": {name: _identite(name, each) for name, each in cree(kind).items()},
        },
    }


def _identite(name: str, identity: Identity) -> Schema:
    shape = UUID if identity == "ONE" else {"type": "array", "items": UUID}
    return {**shape, **explication(CREE, name)}
