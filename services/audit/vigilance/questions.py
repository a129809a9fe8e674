"""Ce que l'on peut demander des structures suivies."""

from datetime import date
from uuid import UUID

from services.audit.vigilance.domain.suivi import StructureSuivie
from shared.read_model import ReadModel

LABELLISEES = """SELECT structure_id, departement, format FROM structures_suivies s
    WHERE EXISTS (SELECT 1 FROM labels_suivis l
        WHERE l.structure_id = s.structure_id AND l.debut <= :le AND l.fin >= :le
        AND NOT EXISTS (SELECT 1 FROM suspensions_suivies u
            WHERE u.label_id = l.label_id AND u.debut <= :le AND u.fin > :le))
    ORDER BY structure_id"""


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
