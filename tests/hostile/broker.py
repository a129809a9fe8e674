"""Attempts on the broker: what its rights forbid to the account of another system."""

from collections.abc import Callable
from typing import Any

import amqp

from tests.hostile.client import Client
from tests.hostile.ground import ETRANGER, OPERATEUR, PREFECTURE, Attempt, Ground, attempt

DENIED = "ACCESS_REFUSED"
BOUNDED = {"x-max-length": 1, "x-overflow": "reject-publish"}
Act = Callable[[Any], object]


def published(exchange: str, key: str) -> Act:
    return lambda channel: channel.basic_publish(amqp.Message(b"{}"), exchange, key)


def acts() -> dict[str, tuple[str, str, Act]]:
    """By name: the account, what it tries, and the act on a channel."""
    facts, fact = "labellisation.events", "StructureLabellisee"
    return {
        "une file qui refuse": (
            PREFECTURE,
            "déclarée par lui, longueur 1",
            lambda c: c.queue_declare("partner.piege", durable=True, arguments=BOUNDED),
        ),
        "une file sans nom": (ETRANGER, "exclusive", lambda c: c.queue_declare("", exclusive=True)),
        "sa file, liée aux faits": (
            OPERATEUR,
            "queue.bind",
            lambda c: c.queue_bind(f"partner.{OPERATEUR}.events", facts, "#"),
        ),
        "nos faits, liés à nos demandes": (
            PREFECTURE,
            "exchange.bind",
            lambda c: c.exchange_bind("labellisation.commands", facts, "#"),
        ),
        "nos faits, liés à l'entrée": (
            PREFECTURE,
            "exchange.bind vers `requests`",
            lambda c: c.exchange_bind("requests", facts, "#"),
        ),
        "un échange": (ETRANGER, "déclaré", lambda c: c.exchange_declare("piege", "topic")),
        "les réponses d'un autre": (
            OPERATEUR,
            "lues dans sa file",
            lambda c: c.basic_consume(f"partner.{PREFECTURE}.answers"),
        ),
        "les réponses de tous": (
            ETRANGER,
            "liées à sa file",
            lambda c: c.queue_bind(f"partner.{ETRANGER}.answers", "answers", PREFECTURE),
        ),
        "les faits d'un autre": (
            OPERATEUR,
            "lus dans sa file",
            lambda c: c.basic_get(f"partner.{PREFECTURE}.events"),
        ),
        "l'entrée d'un service": (
            PREFECTURE,
            "lue",
            lambda c: c.basic_consume("labellisation.inbox"),
        ),
        "sa propre entrée": (
            PREFECTURE,
            "lue à la place du service",
            lambda c: c.basic_consume(f"labellisation.inbox.{PREFECTURE}"),
        ),
        "une file vidée": (ETRANGER, "queue.purge", lambda c: c.queue_purge("audit.inbox")),
        "une file supprimée": (
            OPERATEUR,
            "queue.delete",
            lambda c: c.queue_delete("funding.labellisation.events"),
        ),
        "un faux fait": (PREFECTURE, f"publié sur {facts}", published(facts, fact)),
        "un faux fait, dans la file": (
            ETRANGER,
            "par l'échange par défaut",
            published("", "funding.labellisation.events"),
        ),
        "une fausse réponse": (OPERATEUR, "publiée sur answers", published("answers", PREFECTURE)),
        "la porte des opérateurs": (
            PREFECTURE,
            "publié sur labellisation.commands",
            published("labellisation.commands", "SignalerStructure"),
        ),
        "une question": (ETRANGER, "nameko-rpc", published("nameko-rpc", "audit.historique")),
        "au nom d'un autre compte": (
            OPERATEUR,
            "clé d'un autre",
            published("requests", f"{PREFECTURE}.labellisation.SignalerStructure"),
        ),
        "une demande d'un autre rôle": (
            ETRANGER,
            "sa clé, hors de ses rôles",
            published("requests", f"{ETRANGER}.labellisation.LabelliserStructure"),
        ),
    }


def on_the_broker() -> list[Attempt]:
    return [denied(name, *given) for name, given in acts().items()]


def denied(name: str, account: str, tried: str, act: Act) -> Attempt:
    @attempt(name, account, tried, DENIED)
    def made(ground: Ground, client: Client) -> str:
        return client.refused(act)

    return made
