"""Ce que l'on peut demander des structures suivies."""

from datetime import date
from uuid import UUID

from services.audit.vigilance.domain.suivi import StructureSuivie
from shared.read_model import ReadModel

LABELLISEES = """SELECT structure_id, departement, format FROM structures_suivies
    WHERE date_effet <= :le AND (retire_le = '' OR retire_le >= :le)"""


def labellisees(model: ReadModel, le: date) -> list[StructureSuivie]:
    """A-030 : celles qui ont le label ce jour-là, d'après les faits reçus."""
    return [
        {
            "structure_id": UUID(row["structure_id"]),
            "departement": row["departement"],
            "format": row["format"],
        }
        for row in model.query(LABELLISEES, {"le": le.isoformat()})
    ]
