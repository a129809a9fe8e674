"""Ce qu'un compte peut savoir de lui-même : ses droits, et ce que sont devenus ses messages."""

from collections.abc import Collection, Mapping
from typing import Literal
from uuid import UUID

from typing_extensions import TypedDict

from shared.delivery.bounds import Unreadable
from shared.delivery.json_body import read_json
from shared.delivery.parking import Chosen, Parked
from shared.delivery.wire import commands_queue_name, routing_key
from shared.messages.actors import Role
from shared.messages.raw import RawMessage
from shared.questions.facts import FAITS
from shared.questions.question import Parametres, Questions
from shared.questions.rights import Asker, rights
from shared.rabbitmq.rights import CONSOLE
from shared.recording.authorisations import Autorisations, Portee
from shared.recording.handlers import Handlers
from shared.recording.store import MessageRecu
from shared.runtime.component import Component

OWN_ACCOUNT = Questions("")
"""Joined by the questions of each service: `Questions("audit", OWN_ACCOUNT)`."""

Statut = Literal["ACCEPTE", "REFUSE"]
Etat = Literal["TRAITE", "RETENU", "INCONNU"]


class SansPrecision(Parametres):
    """Rien à préciser : le compte qui demande suffit."""


class DUnMessage(Parametres):
    """L'identité d'une demande, telle que le compte l'a envoyée."""

    message_id: UUID


class Permission(TypedDict):
    """Une demande ou une question, et jusqu'où chaque rôle du compte peut la faire."""

    nom: str
    portees: dict[Role, Portee]


class Droits(TypedDict):
    """Pour qui le compte parle, et ce qu'il peut ; sans départements ni structures : tous."""

    compte: str
    roles: list[Role]
    departements: list[str]
    structures: list[str]
    demandes: list[Permission]
    questions: list[Permission]


class Issue(TypedDict):
    """La réponse enregistrée à une demande : celle que son compte a reçue, ou aurait dû."""

    type: str
    statut: Statut
    code: str
    detail: str
    version: int | None
    cree: dict[str, UUID | list[UUID]]


class Retenue(TypedDict):
    """Une demande que le service n'a pas su traiter ; ``MORT`` : elle attend un exploitant."""

    etat: str
    depuis: str
    prochain_essai: str


class Devenir(TypedDict):
    """Ce qu'est devenue une demande ; ``INCONNU`` : jamais reçue, ou refusée sans être gardée.

    Une demande illisible, ou que son compte ne peut pas faire, a eu sa réponse et n'est pas gardée.
    """

    message_id: UUID
    etat: Etat
    issue: Issue | None
    retenue: Retenue | None


@OWN_ACCOUNT.on("droits")
def droits(component: Component, asked: SansPrecision, asker: Asker | None) -> Droits:
    """Ce que le compte peut demander à ce service, et jusqu'où."""
    roles = asker.roles if asker else _tous(component)
    return {
        "compte": asker.name if asker else "",
        "roles": [*roles],
        "departements": [*asker.departements] if asker else [],
        "structures": [*map(str, asker.structures)] if asker else [],
        "demandes": permises(_demandes(component), roles),
        "questions": questions_permises(component.name, roles, asker.ecoute if asker else None),
    }


@OWN_ACCOUNT.on("message")
def message(component: Component, asked: DUnMessage, asker: Asker | None) -> Devenir:
    """Ce qu'est devenue une demande du compte, s'il n'en a pas eu la réponse."""
    for account in (asker.name,) if asker else ("", CONSOLE):
        if recu := component.service.receipts.of_request(account, asked.message_id):
            return _devenir(asked.message_id, "TRAITE", issue=_issue(recu))
        if parked := _retenu(component, account, asked.message_id):
            return _devenir(asked.message_id, "RETENU", retenue=_retenue(parked))
    return _devenir(asked.message_id, "INCONNU")


def _devenir(
    id: UUID, etat: Etat, issue: Issue | None = None, retenue: Retenue | None = None
) -> Devenir:
    return {"message_id": id, "etat": etat, "issue": issue, "retenue": retenue}


def _issue(recu: MessageRecu) -> Issue:
    return {
        "type": recu.type,
        "statut": recu.statut,
        "code": recu.code,
        "detail": recu.detail,
        "version": recu.version or None,
        "cree": recu.cree,
    }


def _retenue(parked: Parked) -> Retenue:
    """Sans la cause, qui est affaire d'exploitant."""
    return {
        "etat": parked["etat"],
        "depuis": parked["premier_echec"],
        "prochain_essai": parked["prochain_essai"],
    }


def _retenu(component: Component, account: str, id: UUID) -> Parked | None:
    parking, inbox = component.parking, commands_queue_name(component.name)
    for row in parking.all(Chosen(queue=inbox, account=account)):
        kept = parking.raw_message(row["cle"])
        if kept and kept.account == account and _identity(kept) == str(id):
            return row
    return None


def _identity(raw_message: RawMessage) -> str:
    """The message id that a request says; empty if it says none that can be read."""
    try:
        return str(UUID(read_json(raw_message.body)["message_id"]))
    except (Unreadable, AttributeError, KeyError, TypeError, ValueError):
        return ""


def _demandes(component: Component) -> Mapping[str, Mapping[Role, Portee]]:
    return demandes_de(component.service.handlers, component.service.autorisations)


def demandes_de(
    handlers: Handlers, autorisations: Autorisations
) -> Mapping[str, Mapping[Role, Portee]]:
    """Par type de demande de ce service, jusqu'où chaque rôle peut la faire."""
    return {routing_key(kind): autorisations.roles(kind) for kind in handlers.commands()}


def questions_permises(
    service: str, roles: Collection[Role], ecoute: Collection[str] | None
) -> list[Permission]:
    """Celles que ces rôles peuvent poser ; les faits, à qui entend le service (None : tous)."""
    entendu = ecoute is None or service in ecoute
    trouvees = permises(questions_de(service), roles)
    return [each for each in trouvees if entendu or each["nom"] not in FAITS.by_name]


def questions_de(service: str) -> Mapping[str, Mapping[Role, Portee]]:
    """Par question de ce service, jusqu'où chaque rôle peut la poser."""
    own = f"{service}."
    return {
        name.removeprefix(own): roles for name, roles in rights().items() if name.startswith(own)
    }


def permises(
    table: Mapping[str, Mapping[Role, Portee]], roles: Collection[Role]
) -> list[Permission]:
    """Ce que l'un de ces rôles peut, par nom."""
    found = {
        name: {role: each for role, each in admitted.items() if role in roles}
        for name, admitted in sorted(table.items())
    }
    return [{"nom": name, "portees": portees} for name, portees in found.items() if portees]


def _tous(component: Component) -> Collection[Role]:
    """Every role that may ask this service something."""
    tables = (_demandes(component), questions_de(component.name))
    return sorted({role for table in tables for admitted in table.values() for role in admitted})
