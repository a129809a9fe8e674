"""Les structures de chaque département, par label : leur adresse n'y est pas."""

from collections.abc import Iterator

from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.log.readers import Projection
from shared.statements import Statement

INSCRIPTIONS = """CREATE TABLE IF NOT EXISTS inscriptions (
    label_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, departement TEXT NOT NULL)"""
OPEN = """INSERT INTO inscriptions VALUES (:label_id, :structure_id, :departement)
    ON CONFLICT (label_id) DO NOTHING"""

INSCRIPTION = Projection("inscription", {"inscriptions": INSCRIPTIONS})


@INSCRIPTION.on(Raccordement.LienInscriptionEnvoye)
def _ouverte(event: Raccordement.LienInscriptionEnvoye) -> Iterator[Statement]:
    yield (
        OPEN,
        {
            "label_id": str(event.label_id),
            "structure_id": str(event.structure_id),
            "departement": event.structure.get("departement", ""),
        },
    )
