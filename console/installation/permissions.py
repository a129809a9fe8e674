"""Ce qu'un compte peut demander à chaque service, et jusqu'où ; ce qui lui fut refusé."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from typing_extensions import TypedDict

from console.execution.services import applications
from console.tableaux import Modele, brutes, colonne, nombre
from shared.clock import PARIS, instant
from shared.delivery.refused_questions import Refusals
from shared.messages.actors import Role
from shared.questions.own_account import Permission, demandes_de, permises, questions_permises
from shared.recording.authorisations import Portee, charger_autorisations
from shared.runtime.account_table import Compte
from shared.runtime.component import Component

Nature = Literal["demande", "question"]


def jusqu_ou(ligne: Any) -> str:
    return ", ".join(f"{role} : {portee}" for role, portee in ligne["portees"].items())


def a_la_minute(ligne: Any) -> str:
    return f"{datetime.fromisoformat(ligne['derniere']).astimezone(PARIS):%d/%m/%Y %H:%M}"


PERMISSIONS = Modele(
    "permissions",
    (
        colonne("service", "service"),
        colonne("nature", "peut"),
        colonne("nom", "nom"),
        colonne("portees", "jusqu'où", lambda ligne: ligne["portees"], jusqu_ou),
    ),
)
REFUSEES = Modele(
    "questions_refusees",
    (
        colonne("derniere", "dernière fois", None, a_la_minute),
        nombre("nombre", "fois"),
        *brutes("premiere"),
        colonne("compte", "compte"),
        colonne("question", "question"),
        colonne("parametres", "paramètres"),
        colonne("detail", "raison"),
    ),
)


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
        questions = questions_permises(handlers.name, ligne.roles, ligne.ecoute)
        yield from (_du_compte(handlers.name, "demande", each) for each in demandes)
        yield from (_du_compte(handlers.name, "question", each) for each in questions)


def _du_compte(service: str, nature: Nature, each: Permission) -> PermissionDuCompte:
    return {"service": service, "nature": nature, **each}


def questions_refusees(
    components: Sequence[Component], compte: str, depuis: datetime | None, limite: int
) -> list[Mapping[str, Any]]:
    """Les plus anciennes d'abord, tous services confondus ; `depuis` : un jour, à Paris."""
    since = instant(depuis.replace(tzinfo=PARIS)) if depuis else ""
    found = [
        row for each in components for row in Refusals(each.model).since(since, compte, limite)
    ]
    return sorted(found, key=lambda row: (row["derniere"], row["compte"], row["question"]))[:limite]
