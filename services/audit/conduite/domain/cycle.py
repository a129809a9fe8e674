"""La vie d'un audit : ses états, et ce que chacun permet (domaine.md C.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from shared.refusal import RefusDuMoment

Etat = Literal[
    "DECLENCHE",
    "PLANIFIE",
    "EN_VISITE",
    "SANS_VISITE",
    "VISITE_CLOSE",
    "CONTRADICTOIRE",
    "CONCLU",
    "ANNULE",
]
LIBELLES: dict[Etat, str] = {
    "DECLENCHE": "déclenché, sans visite planifiée",
    "PLANIFIE": "planifié, la visite n'a pas commencé",
    "EN_VISITE": "en cours de visite",
    "SANS_VISITE": "constaté sans visite enregistrée",
    "VISITE_CLOSE": "visité, la visite est close",
    "CONTRADICTOIRE": "en phase contradictoire",
    "CONCLU": "conclu",
    "ANNULE": "annulé",
}
"""`SANS_VISITE` : des constats enregistrés avant que les visites ne le soient ; il se conclut."""
TOUS: tuple[Etat, ...] = get_args(Etat)
VISITE: tuple[Etat, ...] = ("EN_VISITE", "SANS_VISITE")
APRES: tuple[Etat, ...] = (*VISITE, "VISITE_CLOSE", "CONTRADICTOIRE")


class EtapeImpossible(RefusDuMoment):
    """L'audit n'en est pas là ; le refus dit son état et ce qui est possible."""


class AuditClos(EtapeImpossible):
    """Un audit conclu ou annulé ne reçoit plus de constat : on le rectifie (INV-07)."""


@dataclass(frozen=True)
class Etape:
    """Une demande, son libellé, et les états d'un audit où elle est possible."""

    demande: str
    libelle: str
    depuis: tuple[Etat, ...]


ETAPES = (
    Etape("DesignerEquipe", "désigner l'équipe", ("DECLENCHE", "PLANIFIE")),
    Etape("PlanifierVisite", "planifier la visite", ("DECLENCHE",)),
    Etape("ReporterVisite", "reporter la visite", ("PLANIFIE",)),
    Etape("DebuterVisite", "débuter la visite", ("PLANIFIE",)),
    Etape("ConstaterCriteres", "constater des critères", VISITE),
    Etape("FormulerRemarque", "formuler une remarque", APRES),
    Etape("CloreVisite", "clore la visite", VISITE),
    Etape("OuvrirContradictoire", "ouvrir la phase contradictoire", ("VISITE_CLOSE",)),
    Etape("PresenterObservations", "présenter des observations", ("CONTRADICTOIRE",)),
    Etape("ConclureAudit", "conclure", ("SANS_VISITE", "VISITE_CLOSE", "CONTRADICTOIRE")),
    Etape("RectifierConstat", "rectifier un constat", (*APRES, "CONCLU")),
    Etape("TraiterRemarque", "traiter une remarque", (*APRES, "CONCLU")),
    Etape("LeverRemarque", "lever une remarque", (*APRES, "CONCLU")),
    Etape("SignerRapport", "signer le rapport", ("CONCLU",)),
    Etape("AnnulerAudit", "annuler l'audit", tuple(e for e in TOUS if e != "ANNULE")),
    Etape("RemplacerAudit", "ouvrir l'audit qui le remplace", ("ANNULE",)),
)
PAR_DEMANDE = {etape.demande: etape for etape in ETAPES}


def possibles(etat: Etat) -> list[Etape]:
    return [etape for etape in ETAPES if etat in etape.depuis]


def permettre(demande: str, etat: Etat, nom: str) -> None:
    """Refuse (`EtapeImpossible`) ce que cet état ne permet pas."""
    etape = PAR_DEMANDE[demande]
    if etat in etape.depuis:
        return
    refus = AuditClos if etat in ("CONCLU", "ANNULE") else EtapeImpossible
    raise refus(
        f"L'audit de « {nom} » est {LIBELLES[etat]} : on ne peut pas {etape.libelle}. "
        f"Possible maintenant : {enumerer(possibles(etat))}."
    )


def enumerer(etapes: Iterable[Etape]) -> str:
    return ", ".join(f"{etape.libelle} ({etape.demande})" for etape in etapes)
