"""Les en-têtes CloudEvents et les propriétés AMQP d'un message, décrits."""

from console.contrats.schema import Schema
from shared.contracts import Contract
from shared.delivery.wire import CONTENT_TYPE, routing_key
from shared.messages.commands import Command
from shared.recording.message_context import wire_name

Kind = type[Contract] | type[Command]

TEXTE = {"type": "string"}
UUID = {**TEXTE, "format": "uuid"}
ENTETES: dict[str, Schema] = {
    "cloudEvents:specversion": {"const": "1.0", "description": "La version de CloudEvents."},
    "cloudEvents:id": {**UUID, "description": "Le même à chaque répétition."},
    "cloudEvents:source": {**TEXTE, "description": "/france-services/ et qui parle."},
    "cloudEvents:type": {**TEXTE, "description": "Le nom du message, accents compris (NFC)."},
    "cloudEvents:dataschema": {
        **TEXTE,
        "format": "uri",
        "description": "Où le schéma est servi : son `$id`.",
    },
    "cloudEvents:subject": {**UUID, "description": "La structure."},
    "cloudEvents:time": {**TEXTE, "format": "date-time", "description": "Quand il survint."},
    "correlation": {**UUID, "description": "Le fil, de la première demande."},
}
TRACE: dict[str, Schema] = {
    "traceparent": {**TEXTE, "description": "La trace que ce message continue (W3C)."},
    "tracestate": {**TEXTE, "description": "Ce que les outils de trace y ajoutent (W3C)."},
}
"""Facultatifs toujours : ce sont ceux du transport (W3C), non des attributs de l'événement."""
CORPS: dict[str, Schema] = {
    "content_type": {"const": CONTENT_TYPE, "description": "Le corps est du JSON."},
    "content_encoding": {"const": "utf-8", "description": "Jamais compressé."},
}
PERSISTANT = {"const": 2, "description": "Survit à un redémarrage de RabbitMQ."}
SUIVI = {**TEXTE, "description": "De votre choix ; la réponse le porte aussi."}
PROPRIETES: dict[str, Schema] = {
    "Fait": {
        **CORPS,
        "delivery_mode": PERSISTANT,
        "message_id": {**UUID, "description": "Celui du corps."},
    },
    "Demande": {
        **CORPS,
        "delivery_mode": PERSISTANT,
        "user_id": {**TEXTE, "description": "Le nom de votre compte, que RabbitMQ vérifie."},
        "reply_to": {**TEXTE, "description": "Le nom de votre compte ; sans lui, pas de réponse."},
        "correlation_id": SUIVI,
    },
    "Reponse": {**CORPS, "correlation_id": {**TEXTE, "description": "Celui de la demande."}},
}
"""AsyncAPI veut que les en-têtes soient ceux de l'application : les propriétés AMQP sont à part."""


def entetes(kind: Kind) -> Schema:
    """Obligatoires pour un fait, facultatifs pour une demande ; pas de sujet sans structure."""
    told = issubclass(kind, Contract)
    known = {name: dict(entete) for name, entete in ENTETES.items()}
    known["cloudEvents:type"]["const"] = wire_name(kind)
    known["cloudEvents:dataschema"]["pattern"] = rf"/schemas/{routing_key(kind)}\.json$"
    if issubclass(kind, Contract):
        known["cloudEvents:source"]["const"] = f"/france-services/{kind.publisher()}"
        if kind.model_fields["structure_id"].annotation is type(None):
            del known["cloudEvents:subject"]
    required = sorted(known) if told else []
    return {"type": "object", "properties": known | TRACE, "required": required}
