"""Refaire un tirage révélé, et donner à qui visite les structures qui restent à visiter."""

from collections.abc import Iterator
from uuid import UUID

from typing_extensions import TypedDict

from services.audit.mysteres.domain.algorithme import Unite, engagement, tirer
from services.audit.mysteres.domain.tirage_engage import TirageVisitesMysteres
from services.audit.mysteres.rules import ALGORITHME
from services.audit.vigilance.domain.suivi import SuiviQualite
from shared.contracts.audit import TirageRevele
from shared.recording.application import Service
from shared.typographie import denombrer


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
