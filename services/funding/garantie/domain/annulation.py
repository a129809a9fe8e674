"""Une fusion s'annule : la garantie revient à la MSAP qui avait été absorbée (C.7-17)."""

from datetime import date
from uuid import UUID

from services.funding.garantie.domain.fins import arreter
from services.funding.garantie.domain.garantie import GarantieMSAP
from services.funding.garantie.rules import RegleDeFin
from shared.personal_data.fields import contact, personal
from shared.rules.dated import Rules
from shared.structures import DesignationEnregistree
from shared.typographie import jour_long


class FusionDeMSAPAnnulee(GarantieMSAP.Event):
    TOPIC = "funding.FusionDeMSAPAnnulee"
    PHRASE = "Fusion annulée : la MSAP est de nouveau suivie pour elle-même"
    structure_id: UUID
    label_id: UUID | None

    def apply(self, aggregate: GarantieMSAP) -> None:
        aggregate.arrets = {each for each in aggregate.arrets if each[1] != "FUSION"}
        aggregate.close_le = None
        aggregate.labels_finis -= {self.label_id}


class GarantieMSAPRendue(GarantieMSAP.Event):
    TOPIC = "funding.GarantieMSAPRendue"
    PHRASE = "Financement garanti rendu à la MSAP absorbée : la fusion est annulée"
    PERSONNELLES = personal(contact, "structure.courriel")
    structure_id: UUID
    structure: DesignationEnregistree
    le: str
    raison: str
    regle: str
    montant_du_centimes: int

    def apply(self, aggregate: GarantieMSAP) -> None:
        aggregate.oublier_la_garantie()

    def details(self) -> str:
        return f"(le {jour_long(date.fromisoformat(self.le))})"


def reprendre(absorbee: GarantieMSAP, label_id: UUID | None, regles: Rules[RegleDeFin]) -> None:
    """La garantie reprend où la fusion l'avait arrêtée ; une autre fin, connue, l'arrête encore."""
    if not any(cause == "FUSION" for _, cause in absorbee.arrets):
        return
    absorbee.enregistrer(FusionDeMSAPAnnulee, structure_id=absorbee.structure_id, label_id=label_id)
    absorbee.reinscrire()
    arreter(absorbee, regles)


def rendre(
    survivante: GarantieMSAP, absorbee: GarantieMSAP, le: date, regles: Rules[RegleDeFin]
) -> None:
    """Rien n'en est plus dû à la survivante, si cette garantie est celle de l'absorbée."""
    regle = regles.on(le)
    if regle is None or survivante.declaree is None or survivante.declaree != absorbee.declaree:
        return
    survivante.enregistrer(
        GarantieMSAPRendue,
        selon=[regle.id],
        structure_id=survivante.structure_id,
        structure=survivante.structure,
        le=le.isoformat(),
        raison="FUSION_ANNULEE",
        regle=regle.id,
        montant_du_centimes=0,
    )
