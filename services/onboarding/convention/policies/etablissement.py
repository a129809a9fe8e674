"""Quand label et financement sont connus et le socle réuni, alors l'annexe s'établit (A-045)."""

from collections.abc import Sequence
from datetime import date

from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.convention.domain.convention import ConventionDepartementale
from services.onboarding.convention.policies.enregistrement import (
    contenu_enregistre,
    financement_relu,
    label_relu,
)
from services.onboarding.convention.policies.redaction import rediger
from services.onboarding.convention.rules.accords_cadres import charger_accords_cadres
from services.onboarding.convention.rules.socle import charger_socle


def avancer(annexe: AnnexeStructure, convention: ConventionDepartementale, jour: date) -> None:
    """Établit l'annexe si tout est réuni ce jour ; à défaut, la convention la retient."""
    if not annexe.attend_la_convention:
        return
    socle = charger_socle()
    manquants = convention.manquants(socle.en_vigueur(jour))
    if manquants:
        annexe.attendre(manquants, socle)
        convention.retenir(annexe.label_id, socle)
    else:
        etablir(annexe, convention, jour)


def avancer_les_retenues(
    annexes: Sequence[AnnexeStructure], convention: ConventionDepartementale, jour: date
) -> None:
    """Un engagement de plus peut libérer les annexes que la convention retenait."""
    for annexe in annexes:
        avancer(annexe, convention, jour)
    if not any(annexe.attend_la_convention for annexe in annexes):
        convention.liberer(charger_socle())


def etablir(annexe: AnnexeStructure, convention: ConventionDepartementale, jour: date) -> None:
    """Arrête le contenu de l'annexe, d'après le socle et l'accord-cadre national de ce jour."""
    assert annexe.label and annexe.financement
    socle, accord_cadre = charger_socle(), charger_accords_cadres().on(jour)
    exiges = socle.en_vigueur(jour)
    contenu = rediger(
        label_relu(annexe.label),
        financement_relu(annexe.financement),
        exiges,
        convention.engagements,
        convention.partenaires_de(annexe.structure_id, exiges),
        accord_cadre,
        jour.isoformat(),
    )
    regles = [socle.id, *([accord_cadre.id] if accord_cadre else [])]
    annexe.etablir(contenu.reference, contenu_enregistre(contenu), selon=regles)
