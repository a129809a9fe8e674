"""La consolidation nationale des remontées : par campagne et par département (A-005, A-006).

Tout y est déclaré, rien n'y est constaté (A-011) : ce que l'audit trouve est dans le dossier.
"""

from typing import cast

from typing_extensions import TypedDict

from services.labellisation.fichiers.rules import regles_de_lecture
from services.labellisation.territoire.domain.campagne import CampagneInconnue
from shared.read_model import ReadModel
from shared.statements import Row

CAMPAGNES = "SELECT * FROM campagnes ORDER BY ouverture DESC, code"
PAR_DEPARTEMENT = """SELECT departement, COUNT(*) AS structures, SUM(tardive) AS tardives,
    SUM(criteres) AS criteres_declares, SUM(CASE WHEN criteres >= :tous THEN 1 ELSE 0 END)
    AS tous_declares, SUM(COALESCE(agents, 0)) AS agents, SUM(COALESCE(etp, 0)) AS etp
    FROM remontees WHERE campagne_id = :campagne_id GROUP BY departement ORDER BY departement"""
PAR_STRUCTURE = """SELECT r.structure_id, l.nom, r.departement, r.recue_le, r.revisee_le,
    r.tardive, r.criteres AS criteres_declares, r.agents, r.etp FROM remontees r
    LEFT JOIN lieux l ON l.structure_id = r.structure_id
    WHERE r.campagne_id = :campagne_id ORDER BY r.departement, l.nom"""


class CampagneOuverte(TypedDict):
    """Une campagne de remontée ; `close_le` est vide tant qu'elle dure."""

    campagne_id: str
    code: str
    nom: str
    vague: str
    ouverture: str
    cloture: str
    close_le: str


class RemonteesDuDepartement(TypedDict):
    """Les remontées d'un département, additionnées ; `etp` compte des temps pleins."""

    departement: str
    structures: int
    tardives: int
    criteres_declares: int
    tous_declares: int
    agents: int
    etp: float


class Consolidation(TypedDict):
    """Une campagne, le nombre de critères demandés, et les remontées par département."""

    campagne: CampagneOuverte | None
    criteres: int
    departements: list[RemonteesDuDepartement]


class RemonteesDUneStructure(TypedDict):
    """La déclaration d'une structure, et quand elle est venue."""

    structure_id: str
    nom: str
    departement: str
    recue_le: str
    revisee_le: str
    tardive: int
    criteres_declares: int
    agents: int | None
    etp: float | None


def consolidation(model: ReadModel, code: str | None = None) -> Consolidation:
    """La campagne de ce code, à défaut la dernière ouverte ; vide si aucune ne l'a jamais été."""
    campagne = _campagne(model, code)
    if campagne is None:
        return {"campagne": None, "criteres": nombre_de_criteres(), "departements": []}
    voulu = {"campagne_id": campagne["campagne_id"], "tous": nombre_de_criteres()}
    departements = [_nombres(row) for row in model.query(PAR_DEPARTEMENT, voulu)]
    return {"campagne": campagne, "criteres": nombre_de_criteres(), "departements": departements}


def structures_remontees(model: ReadModel, code: str | None = None) -> list[RemonteesDUneStructure]:
    """Une ligne par structure, avec le nombre de critères qu'elle déclare remplir, et sa date."""
    campagne = _campagne(model, code)
    voulu = {"campagne_id": campagne["campagne_id"] if campagne else ""}
    return cast(list[RemonteesDUneStructure], model.query(PAR_STRUCTURE, voulu))


def campagnes_connues(model: ReadModel) -> list[CampagneOuverte]:
    """Toutes, même closes, la dernière ouverte d'abord."""
    return cast(list[CampagneOuverte], model.query(CAMPAGNES))


def nombre_de_criteres() -> int:
    """Ceux que le tableau de remontée demande."""
    return len(regles_de_lecture().remontee["TABLEAU_DE_REMONTEE"].criteres)


def _campagne(model: ReadModel, code: str | None) -> CampagneOuverte | None:
    connues = campagnes_connues(model)
    found = [each for each in connues if code in (None, each["code"])]
    if code and not found:
        codes = ", ".join(each["code"] for each in connues) or "aucune"
        raise CampagneInconnue(f"Aucune campagne de code « {code} » (ouvertes : {codes}).")
    return found[0] if found else None


def _nombres(row: Row) -> RemonteesDuDepartement:
    """Une somme d'entiers arrive de PostgreSQL en décimal."""
    return {
        "departement": row["departement"],
        "structures": int(row["structures"]),
        "tardives": int(row["tardives"]),
        "criteres_declares": int(row["criteres_declares"]),
        "tous_declares": int(row["tous_declares"]),
        "agents": int(row["agents"]),
        "etp": float(row["etp"]),
    }
