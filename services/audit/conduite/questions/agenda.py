"""Les audits : ceux que les équipes ont à planifier ou à visiter, et tous."""

from typing import Literal, cast
from uuid import UUID

from typing_extensions import TypedDict

from services.audit.conduite.domain.cycle import Etat
from shared.read_model import WHOLE, ReadModel, Window

TO_PLAN = """SELECT * FROM agenda WHERE etat IN ('DECLENCHE', 'PLANIFIE')
    AND departement LIKE :departement ORDER BY etat, visite_le, declenche_le, nom"""
KNOWN = """SELECT a.audit_id, a.structure_id, a.nom, a.departement, a.declenche_le, a.etat,
    a.visite_le, s.referentiel, s.etat AS conclusion, s.motif,
    COALESCE(c.conclu_le, '') AS conclu_le
    FROM agenda a JOIN audits s ON s.audit_id = a.audit_id
    LEFT JOIN conclusions c ON c.audit_id = a.audit_id
    WHERE a.departement LIKE :departement AND a.structure_id LIKE :structure_id
    AND a.audit_id > :after ORDER BY a.audit_id LIMIT :at_most"""
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


class AuditConnu(TypedDict):
    """Un audit, où il en est, et sa conclusion ; les jours sont vides tant qu'il n'y en a pas.

    `motif` est le code du motif principal d'un refus ; l'équipe n'est pas dite.
    """

    audit_id: str
    structure_id: str
    nom: str
    departement: str
    declenche_le: str
    etat: Etat
    visite_le: str
    referentiel: str
    conclusion: Literal["EN_COURS", "CONCLUANT", "NON_CONCLUANT", "ANNULE"]
    motif: str
    conclu_le: str


def audits(
    model: ReadModel,
    departement: str | None = None,
    structure_id: UUID | None = None,
    window: Window = WHOLE,
) -> list[AuditConnu]:
    """Ceux d'un département, d'une structure, ou tous, même conclus ou annulés, par identifiant."""
    asked = {
        "departement": departement or EVERYWHERE,
        "structure_id": str(structure_id) if structure_id else EVERYWHERE,
        **vars(window),
    }
    return cast(list[AuditConnu], model.query(KNOWN, asked))
