"""Les tirages : refaire celui qui est révélé, donner à qui visite les structures à visiter."""

from collections.abc import Iterator
from datetime import date
from typing import cast
from uuid import UUID

from typing_extensions import TypedDict

from services.audit.mysteres.domain.algorithme import Unite, engagement, tirer
from services.audit.mysteres.domain.tirage_engage import TirageVisitesMysteres
from services.audit.mysteres.rules import ALGORITHME, grille_du
from services.audit.vigilance.domain.suivi import SuiviQualite
from shared.contracts.audit import TirageRevele
from shared.read_model import ReadModel
from shared.recording.application import Service
from shared.typographie import denombrer

TIRAGES = """SELECT t.tirage_id, t.programme, t.le, t.nombre, t.engagement, t.revele,
    (SELECT COUNT(*) FROM visites_mysteres v WHERE v.tirage_id = t.tirage_id) AS visites
    FROM tirages t"""


class TirageConnu(TypedDict):
    """Un tirage : combien de structures, l'engagement publié, combien de visites sont faites."""

    tirage_id: str
    programme: str
    le: str
    nombre: int
    engagement: str
    revele: bool
    visites: int


class ObservationAPorter(TypedDict):
    """Une observation du visiteur, et le plus de points qu'elle vaut."""

    code: str
    libelle: str
    points: int


class GrilleDeVisite(TypedDict):
    """Les observations qu'un visiteur note."""

    grille: str
    observations: list[ObservationAPorter]


class CibleAVisiter(TypedDict):
    """Une structure à visiter sans prévenir ; à ne montrer qu'à qui la visite (INV-16)."""

    structure_id: str
    departement: str
    commune: str
    nom: str


def cibles_a_visiter(service: Service, tirage_id: UUID) -> Iterator[CibleAVisiter]:
    """Lues dans le journal seul : aucune table ne les connaît (INV-16)."""
    tirage = service.load_or_refuse(TirageVisitesMysteres, tirage_id)
    for cible in sorted(tirage.attendues):
        suivi = service.load_or_refuse(SuiviQualite, SuiviQualite.create_id(UUID(cible)))
        yield {
            "structure_id": cible,
            "departement": suivi.structure["departement"],
            "commune": suivi.structure["commune"],
            "nom": suivi.structure["nom"],
        }


def tirages(model: ReadModel) -> list[TirageConnu]:
    """A-028, A-029 : tous, révélés ou non ; aucune cible n'y est (INV-16)."""
    rows = model.query(TIRAGES)
    return [cast(TirageConnu, {**row, "revele": bool(row["revele"])}) for row in rows]


def grille_de_visite(jour: date) -> GrilleDeVisite:
    """A-028 : celle de ce jour."""
    grille = grille_du(jour)
    return {
        "grille": grille.id,
        "observations": [
            {"code": each.code, "libelle": each.libelle, "points": each.points}
            for each in grille.observations
        ],
    }


def ecarts(revele: TirageRevele, publie: str | None) -> Iterator[str]:
    """En quoi un tirage révélé n'est pas celui qui fut engagé (A-029) ; rien, si tout concorde.

    `publie` : l'engagement que l'on avait gardé du jour du tirage.
    """
    if revele.algorithme != ALGORITHME:
        yield f"L'algorithme {revele.algorithme} n'est pas connu d'ici ({ALGORITHME} seulement)."
        return
    base = [Unite(each.structure, each.territoire, each.format) for each in revele.base]
    refait = tirer(revele.graine, base, revele.nombre, revele.couverture_des)
    if refait != sorted(revele.cibles):
        autres = len(set(refait) ^ set(revele.cibles))
        differentes = denombrer(autres, "structure différente")
        yield f"Le tirage refait donne d'autres cibles ({differentes})."
    lie = engagement(
        revele.graine,
        base,
        revele.cibles,
        programme=revele.programme,
        le=revele.le.isoformat(),
        nombre=revele.nombre,
        algorithme=revele.algorithme,
        couverture_des=revele.couverture_des,
    )
    for quand, annonce in (("révélé", revele.engagement), ("publié au tirage", publie)):
        if annonce and annonce != lie:
            autre = f"L'engagement {quand} ({annonce[:12]}…)"
            yield f"{autre} n'est pas celui de ce tirage ({lie[:12]}…)."
