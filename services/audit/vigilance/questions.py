"""Ce que l'on peut demander des structures suivies, et des alertes sur leur qualité."""

import json
from datetime import date
from typing import cast
from uuid import UUID

from typing_extensions import TypedDict

from services.audit.vigilance.domain.suivi import StructureSuivie
from shared.read_model import ReadModel

LABELLISEES = """SELECT structure_id, departement, format FROM structures_suivies s
    WHERE EXISTS (SELECT 1 FROM labels_suivis l
        WHERE l.structure_id = s.structure_id AND l.debut <= :le AND l.fin >= :le
        AND NOT EXISTS (SELECT 1 FROM suspensions_suivies u
            WHERE u.label_id = l.label_id AND u.debut <= :le AND u.fin > :le))
    ORDER BY structure_id"""

ALERTES = """SELECT a.*, s.nom, s.departement FROM alertes a
    JOIN structures_suivies s ON s.structure_id = a.structure_id
    WHERE (:departement = '' OR s.departement = :departement)
    AND (:structure_id = '' OR a.structure_id = :structure_id)"""


class AlerteQualite(TypedDict):
    """Une alerte sur la qualité ; `levee_le` est vide tant qu'elle n'est pas levée."""

    alerte_id: str
    structure_id: str
    nom: str
    departement: str
    origine: str
    criteres: list[str]
    detail: str
    emise_le: str
    levee_le: str


def labellisees(model: ReadModel, le: date) -> list[StructureSuivie]:
    """A-030 : celles dont le label est en vigueur ce jour-là, d'après les faits reçus."""
    return [
        {
            "structure_id": UUID(row["structure_id"]),
            "departement": row["departement"],
            "format": row["format"],
        }
        for row in model.query(LABELLISEES, {"le": le.isoformat()})
    ]


def alertes_qualite(
    model: ReadModel, departement: str | None = None, structure_id: UUID | None = None
) -> list[AlerteQualite]:
    """C.7 : celles d'un département, d'une structure, ou toutes, même levées."""
    asked = {
        "departement": departement or "",
        "structure_id": str(structure_id) if structure_id else "",
    }
    rows = model.query(ALERTES, asked)
    return [cast(AlerteQualite, {**row, "criteres": json.loads(row["criteres"])}) for row in rows]
