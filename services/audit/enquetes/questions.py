"""Ce que l'on peut demander de la satisfaction des agents et des usagers."""

from typing import cast

from typing_extensions import TypedDict

from services.audit.enquetes.domain import Indicateur
from services.audit.enquetes.rules import PUBLICS, Public
from shared.read_model import ReadModel
from shared.statements import Row

__all__ = ["PUBLICS", "SatisfactionMesuree", "satisfaction"]

INDICATEURS = """SELECT s.*, n.nom, n.departement FROM satisfaction s
    JOIN structures_suivies n ON n.structure_id = s.structure_id
    WHERE :structure_id = '' OR s.structure_id = :structure_id
    ORDER BY n.departement, n.nom, s.structure_id, s.annee DESC, s.public"""


class SatisfactionMesuree(TypedDict):
    """L'indicateur d'une campagne auprès d'un public ; `derniere_le` dit sa fraîcheur."""

    campagne_id: str
    public: Public
    structure_id: str
    annee: int
    questionnaire: str
    etat: str
    ouverte_le: str
    cloture_le: str
    reponses: int
    notees: int
    points: int
    interrogees: int
    reorientees: int
    derniere_le: str
    nom: str
    departement: str
    note: float | None
    reorientation: float | None


def satisfaction(model: ReadModel, structure_id: str = "") -> list[SatisfactionMesuree]:
    """A-027, X-06 : l'indicateur de chaque campagne d'une structure, ou de toutes."""
    rows = model.query(INDICATEURS, {"structure_id": structure_id})
    return [_mesuree(row) for row in rows]


def _mesuree(row: Row) -> SatisfactionMesuree:
    found = Indicateur(
        row["reponses"], row["notees"], row["points"], row["interrogees"], row["reorientees"]
    )
    mesures = {"note": found.note, "reorientation": found.reorientation}
    return cast(SatisfactionMesuree, {**row, **mesures})
