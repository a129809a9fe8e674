"""Le document AsyncAPI 3, qui suffit à un autre système pour parler aux services."""

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from console.contrats.bornes import bornes_de, section_des_bornes
from console.contrats.enveloppe import PROPRIETES, Kind, entetes
from console.contrats.explications import exemples
from console.contrats.refus import refus
from console.contrats.reponses import (
    REPONSE,
    cree,
    nom_de_la_reponse,
    schemas_de_la_reponse,
)
from console.contrats.schema import Schema
from shared.contracts import Contract
from shared.delivery.account_names import answers_queue_name, heard_queue_name, request_key
from shared.delivery.wire import CONTENT_TYPE, REQUESTS, routing_key
from shared.messages.commands import Command
from shared.recording.authorisations import charger_autorisations
from shared.recording.message_context import wire_name

COMPTE = "{compte}"
PARAMETRES = {"compte": {"description": "Le nom de votre compte, que l'exploitant vous a donné."}}


def roles(kind: type[Command]) -> list[str]:
    """Les rôles admis à faire cette demande (domaine.md C.1)."""
    return sorted(charger_autorisations().roles(kind))


def document(
    facts: Sequence[type[Contract]],
    commands: Sequence[type[Command]],
    schemas: Mapping[str, Schema],
) -> Schema:
    """Autonome : chaque schéma y est repris, sous un nom qui ne se confond avec aucun autre."""
    kinds: list[Kind] = [*facts, *commands]
    channels = {channel_name(kind): channel(kind) for kind in kinds}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "France Services",
            "version": "1.0.0",
            "description": regles(),
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {"rabbitmq": server()},
        "channels": {**channels, "reponses": replies(commands)},
        "operations": {
            **{told(kind): tells(kind) for kind in facts},
            **{asked(kind): answers(kind) for kind in commands},
        },
        "components": components(facts, commands, schemas),
    }


def regles() -> str:
    """Ce qu'un autre système doit savoir, et les bornes de ce qu'il envoie."""
    return files("console").joinpath("integration.md").read_text("utf-8") + section_des_bornes()


def components(
    facts: Sequence[type[Contract]],
    commands: Sequence[type[Command]],
    schemas: Mapping[str, Schema],
) -> Schema:
    parts: Schema = {}
    for name, schema in schemas.items():
        parts |= flattened(name, schema)
    for kind in filter(cree, commands):
        parts |= schemas_de_la_reponse(kind, parts[REPONSE])
    kinds: list[Kind] = [*facts, *commands]
    messages = {kind.__name__: message(kind) for kind in kinds}
    answers = {name: reply(name) for name in names_of_replies(commands)}
    return {"messages": messages | answers, "schemas": parts}


def names_of_replies(commands: Sequence[type[Command]]) -> list[str]:
    """The common answer first, then those that name what a command created."""
    return [REPONSE, *map(nom_de_la_reponse, filter(cree, commands))]


def server() -> Schema:
    return {
        "host": "{hote}:{port}",
        "protocol": "amqp",
        "protocolVersion": "0-9-1",
        "description": "RabbitMQ ; l'hôte virtuel et le compte sont donnés par l'exploitant.",
        "variables": {
            "hote": {"default": "rabbitmq", "description": "Donné par l'exploitant."},
            "port": {"default": "5672", "description": "5671 avec TLS."},
        },
    }


def channel_name(kind: Kind) -> str:
    if issubclass(kind, Contract):
        return f"{kind.publisher()}.events.{routing_key(kind)}"
    return f"{kind.receiver()}.{REQUESTS}.{routing_key(kind)}"


def channel(kind: Kind) -> Schema:
    """L'adresse est la clé de routage ; l'échange est de type topic, durable."""
    return {
        **place(kind),
        "title": wire_name(kind),
        "messages": {kind.__name__: {"$ref": f"#/components/messages/{kind.__name__}"}},
    }


def place(kind: Kind) -> Schema:
    """Un fait, sous son nom ; une demande, sous le nom de qui demande et de qui répond."""
    name = routing_key(kind)
    if issubclass(kind, Contract):
        return {
            "address": name,
            "description": f"Arrive sur la file {heard_queue_name(COMPTE)}.",
            "bindings": bindings(f"{kind.publisher()}.events"),
        }
    return {
        "address": request_key(COMPTE, kind.receiver(), name),
        "parameters": PARAMETRES,
        "bindings": bindings(REQUESTS),
    }


def bindings(name: str) -> Schema:
    exchange = {"name": name, "type": "topic", "durable": True, "autoDelete": False, "vhost": "/"}
    return {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": "0.3.0"}}


def replies(commands: Sequence[type[Command]]) -> Schema:
    return {
        "address": answers_queue_name(COMPTE),
        "title": "Réponses aux demandes",
        "description": "La file où arrivent les réponses aux demandes qui ont un reply_to.",
        "parameters": PARAMETRES,
        "messages": {
            name: {"$ref": f"#/components/messages/{name}"} for name in names_of_replies(commands)
        },
        "bindings": {"amqp": {"is": "queue", "queue": queue(), "bindingVersion": "0.3.0"}},
    }


def queue() -> Schema:
    name = answers_queue_name(COMPTE)
    return {"name": name, "durable": True, "exclusive": False, "autoDelete": False, "vhost": "/"}


def told(kind: Kind) -> str:
    return f"annoncer{kind.__name__}"


def asked(kind: Kind) -> str:
    return f"recevoir{kind.__name__}"


def tells(kind: Kind) -> Schema:
    name = channel_name(kind)
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": [{"$ref": f"#/channels/{name}/messages/{kind.__name__}"}],
        "bindings": {"amqp": {"deliveryMode": 2, "bindingVersion": "0.3.0"}},
    }


def answers(kind: type[Command]) -> Schema:
    name = channel_name(kind)
    return {
        "action": "receive",
        "description": f"Rôles admis : {', '.join(roles(kind))}.",
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": [{"$ref": f"#/channels/{name}/messages/{kind.__name__}"}],
        "reply": {
            "address": {"location": "$message.header#/reply_to"},
            "channel": {"$ref": "#/channels/reponses"},
            "messages": [{"$ref": f"#/channels/reponses/messages/{nom_de_la_reponse(kind)}"}],
        },
        "x-refus": refus(kind),
    }


def message(kind: Kind) -> Schema:
    told = issubclass(kind, Contract)
    thread = "correlation" if told else "correlation_id"
    return {
        "name": kind.__name__,
        "title": wire_name(kind),
        "summary": " ".join((kind.__doc__ or "").split()),
        "contentType": CONTENT_TYPE,
        "correlationId": {"location": f"$message.header#/{thread}"},
        "headers": entetes(kind),
        "payload": ref(kind.__name__),
        "x-bornes": bornes_de(kind),
        "examples": exemples("faits" if told else "demandes", kind.__name__),
        "x-amqp-properties": PROPRIETES["Fait" if told else "Demande"],
    }


def reply(name: str) -> Schema:
    return {
        "name": name,
        "title": "Réponse",
        "contentType": CONTENT_TYPE,
        "correlationId": {"location": "$message.header#/correlation_id"},
        "payload": ref(name),
        "examples": exemples("reponses", name),
        "x-amqp-properties": PROPRIETES[REPONSE],
    }


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def flattened(name: str, schema: Schema) -> dict[str, Schema]:
    """Un schéma et ses parties, préfixées de son nom : deux messages ont des parties homonymes."""
    bare = {k: v for k, v in schema.items() if k not in ("$schema", "$id", "$defs")}
    parts = {f"{name}.{part}": each for part, each in schema.get("$defs", {}).items()}
    return {each: renamed(name, value) for each, value in {name: bare, **parts}.items()}


def renamed(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [renamed(name, each) for each in value]
    if isinstance(value, dict):
        return {key: renamed(name, each) for key, each in value.items()}
    if isinstance(value, str):
        return re.sub(r"^#/\$defs/", f"#/components/schemas/{name}.", value)
    return value
