"""Ce que l'on peut demander de la satisfaction des agents et des usagers."""

from typing import cast
from uuid import UUID

from typing_extensions import TypedDict

from services.audit.enquetes.domain import Indicateur
from services.audit.enquetes.rules import PUBLICS, Genre, Public, Question, questionnaire
from shared.read_model import ReadModel
from shared.statements import Row

__all__ = [
    "PUBLICS",
    "EnqueteOuverte",
    "QuestionnaireDUneEnquete",
    "SatisfactionMesuree",
    "enquetes_ouvertes",
    "questionnaire_pose",
    "satisfaction",
]

INDICATEURS = """SELECT s.*, n.nom, n.departement FROM satisfaction s
    JOIN structures_suivies n ON n.structure_id = s.structure_id
    WHERE :structure_id = '' OR s.structure_id = :structure_id
    ORDER BY n.departement, n.nom, s.structure_id, s.annee DESC, s.public"""
OUVERTES = """SELECT campagne_id, structure_id, annee, public, questionnaire, cloture_le
    FROM satisfaction WHERE structure_id = :structure_id AND etat = 'OUVERTE'
    ORDER BY annee, public"""


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


class EnqueteOuverte(TypedDict):
    """Une campagne à laquelle répondre, auprès d'un public, et le questionnaire à remplir."""

    campagne_id: str
    structure_id: str
    annee: int
    public: Public
    questionnaire: str
    cloture_le: str


class QuestionDeLEnquete(TypedDict):
    """Une question, son code, et pour une note les bornes de son échelle."""

    code: str
    genre: Genre
    libelle: str
    note_minimale: int | None
    note_maximale: int | None
    echelle: str


class QuestionnaireDUneEnquete(TypedDict):
    """Un questionnaire, le public auquel il s'adresse, et ses questions."""

    questionnaire: str
    public: Public
    questions: list[QuestionDeLEnquete]


def enquetes_ouvertes(model: ReadModel, structure_id: UUID) -> list[EnqueteOuverte]:
    """A-026 : celles auxquelles agents et usagers d'une structure peuvent répondre."""
    rows = model.query(OUVERTES, {"structure_id": str(structure_id)})
    return cast(list[EnqueteOuverte], rows)


def questionnaire_pose(identifiant: str) -> QuestionnaireDUneEnquete:
    """A-026, A-101 : ses questions, dans l'ordre où elles se posent."""
    pose = questionnaire(identifiant)
    return {
        "questionnaire": pose.id,
        "public": pose.public,
        "questions": [_question(each) for each in pose.questions],
    }


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


def _question(question: Question) -> QuestionDeLEnquete:
    echelle = question.echelle
    return {
        "code": question.code,
        "genre": question.genre,
        "libelle": question.libelle,
        "note_minimale": echelle.min if echelle else None,
        "note_maximale": echelle.max if echelle else None,
        "echelle": echelle.sens if echelle else "",
    }
