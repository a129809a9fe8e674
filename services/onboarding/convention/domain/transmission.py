"""Deux structures fusionnent : l'annexe de l'absorbée passe à l'autre, ou lui revient (C.7-17)."""

from datetime import date
from typing import Any
from uuid import UUID

from services.onboarding.convention.domain.annexe import AnnexeStructure
from shared.personal_data.fields import contact, personal
from shared.structures import DesignationEnregistree


class AnnexeDeFusion(AnnexeStructure.Event):
    """Ce que devient l'annexe d'une structure qui fusionne, ou dont la fusion s'annule."""

    PERSONNELLES = personal(contact, "structure.courriel")
    structure_id: UUID
    structure: DesignationEnregistree
    reference: str

    def details(self) -> str:
        return f"(référence {self.reference})" if self.reference else ""


class AnnexeTransmise(AnnexeDeFusion):
    TOPIC = "onboarding.AnnexeTransmise"
    PHRASE = "Annexe transmise à la structure qui survit à la fusion"
    survivante_id: UUID
    le: str

    def apply(self, aggregate: AnnexeStructure) -> None:
        aggregate.est_close = True


class AnnexeRecue(AnnexeDeFusion):
    TOPIC = "onboarding.AnnexeRecue"
    PHRASE = "Annexe reçue de la structure absorbée par fusion"
    absorbee_id: UUID

    def apply(self, aggregate: AnnexeStructure) -> None:
        aggregate.reference, aggregate.est_generee = self.reference, True
        aggregate.recue_de = self.absorbee_id


class AnnexeRestituee(AnnexeDeFusion):
    TOPIC = "onboarding.AnnexeRestituee"
    PHRASE = "Annexe reçue par fusion rendue à sa structure"
    absorbee_id: UUID

    def apply(self, aggregate: AnnexeStructure) -> None:
        aggregate.reference, aggregate.est_generee = "", False
        aggregate.recue_de = None


class AnnexeRendue(AnnexeDeFusion):
    TOPIC = "onboarding.AnnexeRendue"
    PHRASE = "Annexe rendue à la structure : la fusion est annulée"
    est_generee: bool

    def apply(self, aggregate: AnnexeStructure) -> None:
        aggregate.est_close = False


def transmettre(
    absorbee: AnnexeStructure, survivante: AnnexeStructure | None, le: date, raison: str
) -> None:
    """Écrite, elle passe à une survivante qui n'en a pas ; sinon, elle se clôt avec le label."""
    if absorbee.est_close:
        return
    libre = survivante and not survivante.reference and not survivante.est_close
    if survivante is None or not libre or not absorbee.est_generee:
        absorbee.clore(le, raison)
        return
    reference = absorbee.reference
    suite = {"survivante_id": survivante.structure_id, "le": le.isoformat()}
    _enregistrer(absorbee, AnnexeTransmise, reference, **suite)
    _enregistrer(survivante, AnnexeRecue, reference, absorbee_id=absorbee.structure_id)


def rendre(absorbee: AnnexeStructure, survivante: AnnexeStructure | None) -> None:
    if not absorbee.est_close:
        return
    if survivante and survivante.recue_de == absorbee.structure_id:
        origine = {"absorbee_id": absorbee.structure_id}
        _enregistrer(survivante, AnnexeRestituee, survivante.reference, **origine)
    _enregistrer(absorbee, AnnexeRendue, absorbee.reference, est_generee=absorbee.est_generee)


def _enregistrer(
    annexe: AnnexeStructure, kind: type[AnnexeDeFusion], reference: str, **dit: Any
) -> None:
    annexe.enregistrer(
        kind,
        structure_id=annexe.structure_id,
        structure=annexe.structure,
        reference=reference,
        **dit,
    )
