"""Five accounts of other systems, opened as an operator does: each does its own part, and no other.

The people of the trial then ask by these accounts, each for its role, as any AMQP client does.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import quote

import amqp

from console.essai.demo import engager
from console.execution.remote import NoAnswer
from shared.delivery.account_names import request_key
from shared.delivery.wire import encode
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.observability.traces import Trace
from tests.deploy.pile import Compose, Pile
from tests.hostile.client import Client

CHARGE = 6
DENIED = "ACCESS_REFUSED"
OPERATEUR = Acteur(role="OPERATEUR", id="caf du Cantal", organisme="CNAF")
ACCOUNTS = {
    "prefecture-15": ("PREFET", ("--departement", "15")),
    "agence": ("AGENCE_NATIONALE", ()),
    "auditeurs": ("AUDITEUR", ()),
    "porteurs": ("PORTEUR", ()),
    "operateur-caf": ("OPERATEUR", ("--organisme", "CNAF")),
}
PARTS = {
    "prefecture-15": ("labellisation", "LabelliserStructure"),
    "agence": ("labellisation", "DonnerAccordPrealable"),
    "auditeurs": ("audit", "ConclureAudit"),
    "porteurs": ("onboarding", "CreerCompte"),
    "operateur-caf": ("onboarding", "RepondreSollicitation"),
}
"""A request that only this account may send."""


class ByAccount:
    """Sends each command by the account that speaks for its author's role."""

    def __init__(self, by_role: Mapping[str, Client]) -> None:
        self.by_role = by_role

    def send(self, command: Command, trace: Trace) -> Outcome:
        """The answer; raises NoAnswer if none comes."""
        client, body = self.by_role[command.acteur.role], encode(Envelope.starting(command))
        answer = client.answer(command.receiver(), type(command).__name__, body, trace.carried())
        if answer is None:
            raise NoAnswer(f"{client.account} : aucune réponse")
        return Outcome(**answer)

    def close(self) -> None:
        """Each request has a connection of its own, closed with it."""


def par_cinq_comptes(pile: Pile) -> None:
    """The whole journey by five accounts; before, each has tried the others' parts."""
    clients = {name: ouvert(pile.compose, name, *of) for name, of in ACCOUNTS.items()}
    verifier_les_bornes(clients)
    by_role = {role: clients[name] for name, (role, _) in ACCOUNTS.items()}
    engagement = engager("12", "CNAF", date(2020, 1, 6)).model_copy(update={"acteur": OPERATEUR})
    pile.outside.speak(lambda: ByAccount(by_role))
    assert pile.outside.ask(engagement).accepted
    pile.demander(CHARGE)
    pile.attendre(pile.termine)
    pile.outside.speak_as_operators()


def ouvert(compose: Compose, name: str, role: str, bounds: Sequence[str] = ()) -> Client:
    """The client of a new account; its password is the last word that the command shows."""
    run = ("run", "--rm", "-T", "--no-deps", "administration", "accounts", "add")
    password = compose(*run, name, "--role", role, *bounds).split()[-1]
    place = f"127.0.0.1:{compose.ports['AMQP_PORT']}"
    return Client(name, f"amqp://{name}:{quote(password, safe='')}@{place}//")


def verifier_les_bornes(clients: Mapping[str, Client]) -> None:
    """RabbitMQ refuses to each account what only another may ask."""
    for name, client in clients.items():
        for other, (service, kind) in PARTS.items():
            if other != name:
                key = request_key(name, service, kind)
                seen = client.refused(partial(published, key=key))
                assert seen == DENIED, f"{name} a pu envoyer {kind} : {seen}"


def published(channel: Any, *, key: str) -> None:
    channel.basic_publish(amqp.Message(json.dumps({}).encode()), "requests", key)
