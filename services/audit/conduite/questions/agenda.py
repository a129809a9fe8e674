"""Les audits que les équipes ont à planifier ou à visiter."""

from typing import cast

from typing_extensions import TypedDict

from services.audit.conduite.domain.cycle import Etat
from shared.read_model import ReadModel

TO_PLAN = """SELECT * FROM agenda WHERE etat IN ('DECLENCHE', 'PLANIFIE')
    AND departement LIKE :departement ORDER BY etat, visite_le, declenche_le, nom"""
EVERYWHERE = "%"


class AuditAPlanifier(TypedDict):
    """Un audit dont la visite n'a pas commencé ; `visite_le` est vide tant qu'elle n'a pas de
    jour."""

    audit_id: str
    structure_id: str
    nom: str
    departement: str
    declenche_le: str
    etat: Etat
    visite_le: str
    responsable: str


def a_planifier(model: ReadModel, departement: str | None = None) -> list[AuditAPlanifier]:
    """Les audits dont la visite n'a pas commencé, ceux sans date d'abord (TMR-12)."""
    rows = model.query(TO_PLAN, {"departement": departement or EVERYWHERE})
    return cast(list[AuditAPlanifier], rows)
