"""Ce que l'on peut demander des courriels : ce qui fut envoyé, à quelle fonction, et quand."""

from collections.abc import Iterator
from typing import Literal
from uuid import UUID

from typing_extensions import TypedDict

from services.notifications.courriels.domain import Courriel
from services.notifications.courriels.rules.catalogue import Destinataire, charger_catalogue
from shared.read_model import ReadModel
from shared.runtime.component import Component
from shared.statements import Row

COURRIELS = """SELECT courriel_id, structure_id, gabarit, destinataire, etat FROM courriels
    WHERE structure_id = :structure_id ORDER BY courriel_id"""
DATES = """SELECT evenement_id, MIN(survenu_le) AS demande_le, MAX(survenu_le) AS dernier_le
    FROM journal WHERE structure_id = :structure_id GROUP BY evenement_id"""
CLOS = ("REMIS", "REFUSE", "IMPOSSIBLE", "SANS_ADRESSE")

EtatDuCourriel = Literal["DEMANDE", "REPORTE", "REMIS", "REFUSE", "IMPOSSIBLE", "SANS_ADRESSE"]


class CourrielSuivi(TypedDict):
    """Un courriel : sur quoi, à quelle fonction, et s'il fut remis au serveur de messagerie.

    `clos_le` est vide tant qu'il attend un nouvel essai. Ni l'adresse, ni le contenu, ni la
    réponse du serveur n'y sont.
    """

    courriel_id: str
    structure_id: str
    gabarit: str
    objet: str
    destinataire: Destinataire
    etat: EtatDuCourriel
    demande_le: str
    clos_le: str


def courriels(model: ReadModel, structure_id: UUID) -> list[CourrielSuivi]:
    """Ce que chaque fait d'une structure a fait écrire."""
    asked = {"structure_id": str(structure_id)}
    dates = {UUID(row["evenement_id"]): row for row in model.query(DATES, asked)}
    return [_suivi(row, dates[UUID(row["courriel_id"])]) for row in model.query(COURRIELS, asked)]


def departements(component: Component, structure_id: UUID) -> Iterator[str]:
    """Où ses courriels la situent."""
    for row in component.model.query(COURRIELS, {"structure_id": str(structure_id)}):
        courriel = component.service.load(Courriel, UUID(row["courriel_id"]))
        if courriel and courriel.variables:
            yield courriel.variables["structure"]["departement"]


def _suivi(row: Row, dates: Row) -> CourrielSuivi:
    return {
        "courriel_id": row["courriel_id"],
        "structure_id": row["structure_id"],
        "gabarit": row["gabarit"],
        "objet": charger_catalogue().resume(row["gabarit"]),
        "destinataire": row["destinataire"],
        "etat": row["etat"],
        "demande_le": dates["demande_le"],
        "clos_le": dates["dernier_le"] if row["etat"] in CLOS else "",
    }
