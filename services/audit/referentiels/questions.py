"""Les référentiels, leurs critères, et leurs écarts avec des mesures."""

from datetime import date

from typing_extensions import TypedDict

from services.audit.referentiels.domain import ecarts, mesurer
from services.audit.referentiels.rules.chargement import (
    charger_referentiel,
    charger_referentiels,
    referentiel_en_vigueur,
)
from services.audit.referentiels.rules.grille import (
    Applicabilite,
    Critere,
    ModeAdmis,
    Referentiel,
    Seuil,
)

__all__ = [
    "Critere",
    "GrilleDAudit",
    "Referentiel",
    "charger_referentiel",
    "charger_referentiels",
    "ecarts",
    "grille_d_audit",
    "mesurer",
]


class MesureAttendue(TypedDict):
    """Une mesure d'un critère, et le minimum à atteindre, inclus."""

    mesure: str
    minimum: float
    unite: str


class CritereDAudit(TypedDict):
    """Un critère : son code, à quoi il s'applique, et comment il peut se constater."""

    code: str
    libelle: str
    theme: str
    applicabilite: list[Applicabilite]
    controle: str
    modes_admis: list[ModeAdmis]
    motif_refus: str
    mesures: list[MesureAttendue]


class MotifDeRefus(TypedDict):
    """Un motif de refus ; leur ordre est celui de leur priorité."""

    code: str
    libelle: str


class GrilleDAudit(TypedDict):
    """Un référentiel : ses critères, ses motifs de refus, et s'il peut fonder un label."""

    referentiel: str
    opposable: bool
    criteres: list[CritereDAudit]
    motifs: list[MotifDeRefus]


def grille_d_audit(identifiant: str | None, jour: date) -> GrilleDAudit:
    """A-022, A-013 : le référentiel nommé, même abrogé, ou celui de ce jour."""
    found = charger_referentiel(identifiant) if identifiant else referentiel_en_vigueur(jour)
    return {
        "referentiel": found.id,
        "opposable": found.obstacle is None,
        "criteres": [_critere(each) for each in found.criteres],
        "motifs": [{"code": each.code, "libelle": each.libelle} for each in found.motifs],
    }


def _critere(critere: Critere) -> CritereDAudit:
    return {
        "code": critere.code,
        "libelle": critere.libelle,
        "theme": critere.theme,
        "applicabilite": list(critere.applicabilite),
        "controle": critere.controle,
        "modes_admis": list(critere.modes_admis),
        "motif_refus": critere.motif_refus,
        "mesures": [_mesure(each) for each in critere.seuil],
    }


def _mesure(seuil: Seuil) -> MesureAttendue:
    return {"mesure": seuil.mesure, "minimum": seuil.min, "unite": seuil.unite}
