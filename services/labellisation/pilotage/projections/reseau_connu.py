"""Le réseau connu, là où les décisions le lisent : les tables du service."""

from collections.abc import Callable, Sequence
from datetime import date
from time import monotonic
from uuid import UUID

from services.labellisation.territoire.domain.campagne import CampagneConnue
from services.labellisation.territoire.domain.maillage import Implantation, Point
from shared.read_model import ReadModel
from shared.recording.held import Held, View, Viewed
from shared.statements import Row

LIEUX = """SELECT l.structure_id, l.nom, l.commune, l.commune_insee, l.departement, l.format,
    COALESCE(l.latitude, c.latitude) AS latitude,
    COALESCE(l.longitude, c.longitude) AS longitude, c.canton_code
    FROM lieux l LEFT JOIN communes c ON c.code = l.commune_insee"""
LABELS = """SELECT structure_id, debut, fin FROM labels
    WHERE categorie = 'PRINCIPALE' AND connu_jusqu_au = '9999'"""
AUTOUR = f"""SELECT * FROM ({LIEUX}) AS lieux JOIN ({LABELS}) AS labels
    ON labels.structure_id = lieux.structure_id WHERE fin > :jour
    AND latitude BETWEEN :sud AND :nord AND longitude BETWEEN :ouest AND :est"""
DEPUIS = f"SELECT MIN(debut) AS debut FROM ({LABELS}) AS labels WHERE structure_id = :id"


Campagnes = tuple[CampagneConnue, ...]


class ReseauConnu(Viewed):
    """Le réseau, tel que ces tables le connaissent ; le processus retient les campagnes.

    Les labels n'y sont pas retenus : chaque décision en change.
    """

    def __init__(self, model: ReadModel, elapsed: Callable[[], float] = monotonic) -> None:
        self.model = model
        self._campagnes = Held(self._lire, model.reread_after, elapsed)

    def view(self) -> "ReseauVu":
        return ReseauVu(self.model, self._campagnes.view())

    def _lire(self) -> Campagnes:
        return tuple(map(campagne, self.model.query("SELECT * FROM campagnes")))


class ReseauVu:
    """Le réseau (`Reseau`), tel qu'un message le voit."""

    def __init__(self, model: ReadModel, campagnes: View[Campagnes]) -> None:
        self.model, self._campagnes = model, campagnes

    def campagnes(self) -> Sequence[CampagneConnue]:
        return self._campagnes.value

    def campagnes_relues(self) -> Sequence[CampagneConnue]:
        return self._campagnes.checked()

    def labellisees(self, autour: Point, ecarts: Point, jour: date) -> Sequence[Implantation]:
        bornes = {
            "sud": autour.latitude - ecarts.latitude,
            "nord": autour.latitude + ecarts.latitude,
            "ouest": autour.longitude - ecarts.longitude,
            "est": autour.longitude + ecarts.longitude,
        }
        rows = self.model.query(AUTOUR, {**bornes, "jour": jour.isoformat()})
        return [implantation(row) for row in rows]

    def label_depuis(self, structure_id: UUID) -> date | None:
        [row] = self.model.query(DEPUIS, {"id": str(structure_id)})
        return date.fromisoformat(row["debut"]) if row["debut"] else None


def campagne(row: Row) -> CampagneConnue:
    return CampagneConnue(
        UUID(row["campagne_id"]),
        date.fromisoformat(row["ouverture"]),
        date.fromisoformat(min(row["cloture"], row["close_le"] or row["cloture"])),
    )


def implantation(row: Row) -> Implantation:
    structure_id = UUID(row["structure_id"])
    return Implantation(structure_id, row["nom"], row["commune"], row["format"], point(row))


def point(row: Row) -> Point | None:
    if row.get("latitude") is None or row.get("longitude") is None:
        return None
    return Point(row["latitude"], row["longitude"])
