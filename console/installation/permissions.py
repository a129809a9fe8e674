"""Ce qu'un compte peut demander à chaque service, et jusqu'où ; ce qui lui fut refusé."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from typing_extensions import TypedDict

from console.execution.services import applications
from console.screen import Tableau
from shared.clock import PARIS, instant
from shared.messages.actors import Role
from shared.questions.own_account import Permission, demandes_de, permises, questions_de
from shared.questions.refused import Refusals
from shared.recording.authorisations import Portee, charger_autorisations
from shared.runtime.account_table import Compte
from shared.runtime.component import Component

Nature = Literal["demande", "question"]


class PermissionDuCompte(TypedDict):
    """Une demande ou une question à un service, et jusqu'où chaque rôle du compte peut la faire."""

    service: str
    nature: Nature
    nom: str
    portees: dict[Role, Portee]


def permissions(ligne: Compte) -> Iterator[PermissionDuCompte]:
    """Service par service, les demandes puis les questions."""
    table = charger_autorisations()
    for handlers in applications():
        demandes = permises(demandes_de(handlers, table), ligne.roles)
        questions = permises(questions_de(handlers.name), ligne.roles)
        yield from (_du_compte(handlers.name, "demande", each) for each in demandes)
        yield from (_du_compte(handlers.name, "question", each) for each in questions)


def _du_compte(service: str, nature: Nature, each: Permission) -> PermissionDuCompte:
    return {"service": service, "nature": nature, **each}


def tableau_des_permissions(permises: Iterable[PermissionDuCompte]) -> Tableau:
    montre = Tableau("service", "peut", "nom", "jusqu'où")
    for each in permises:
        jusqu_ou = ", ".join(f"{role} : {portee}" for role, portee in each["portees"].items())
        montre.add_row(each["service"], each["nature"], each["nom"], jusqu_ou)
    return montre


def questions_refusees(
    components: Sequence[Component], compte: str, depuis: datetime | None, limite: int
) -> list[Mapping[str, Any]]:
    """Les plus anciennes d'abord, tous services confondus ; `depuis` : un jour, à Paris."""
    since = instant(depuis.replace(tzinfo=PARIS)) if depuis else ""
    found = [
        row for each in components for row in Refusals(each.model).since(since, compte, limite)
    ]
    return sorted(found, key=lambda row: (row["le"], row["compte"], row["question"]))[:limite]


def tableau_des_refus(refusees: Iterable[Mapping[str, Any]]) -> Tableau:
    montre = Tableau("le", "compte", "question", "paramètres", "raison")
    for each in refusees:
        le = datetime.fromisoformat(each["le"]).astimezone(PARIS)
        colonnes = (each[nom] for nom in ("compte", "question", "parametres", "detail"))
        montre.add_row(f"{le:%d/%m/%Y %H:%M}", *colonnes)
    return montre
