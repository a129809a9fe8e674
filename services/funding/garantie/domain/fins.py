"""Ce qui arrête la garantie d'une MSAP avant son terme : le label, la fermeture, la fusion."""

from datetime import date
from typing import Any
from uuid import UUID

from services.funding.garantie.domain.garantie import GarantieMSAP
from services.funding.garantie.rules import Cause, RegleDeFin
from shared.clock import days_after
from shared.personal_data.fields import contact, personal
from shared.rules.dated import Rules
from shared.structures import DesignationEnregistree
from shared.typographie import euros, jour_long

CAUSES: dict[Cause, str] = {
    "LABEL": "label accordé",
    "FERMETURE": "structure fermée",
    "FUSION": "structure fusionnée avec une autre",
}


class MSAPLabellisee(GarantieMSAP.Event):
    TOPIC = "funding.MSAPLabellisee"
    PHRASE = "Label pris en compte pour le financement garanti des MSAP"
    structure_id: UUID
    label_id: UUID
    le: str

    def apply(self, aggregate: GarantieMSAP) -> None:
        aggregate.labels[self.label_id] = date.fromisoformat(self.le)

    def details(self) -> str:
        return f"(à compter du {jour_long(date.fromisoformat(self.le))})"


class LabelDeMSAPFini(GarantieMSAP.Event):
    TOPIC = "funding.LabelDeMSAPFini"
    PHRASE = "Fin du label prise en compte : la garantie de la MSAP ne reprend pas"
    structure_id: UUID
    label_id: UUID
    le: str

    def apply(self, aggregate: GarantieMSAP) -> None:
        aggregate.labels_finis.add(self.label_id)

    def details(self) -> str:
        return f"(label jusqu'au {jour_long(date.fromisoformat(self.le))})"


class StructureDeMSAPFinie(GarantieMSAP.Event):
    TOPIC = "funding.StructureDeMSAPFinie"
    PHRASE = "Fin de la structure prise en compte pour le financement garanti des MSAP"
    structure_id: UUID
    raison: Cause
    le: str

    def apply(self, aggregate: GarantieMSAP) -> None:
        aggregate.arrets.add((date.fromisoformat(self.le), self.raison))

    def details(self) -> str:
        return f"({CAUSES[self.raison]} le {jour_long(date.fromisoformat(self.le))})"


class GarantieMSAPClose(GarantieMSAP.Event):
    TOPIC = "funding.GarantieMSAPClose"
    PHRASE = "Financement garanti de la MSAP arrêté avant son terme"
    PERSONNELLES = personal(contact, "structure.courriel")
    structure_id: UUID
    structure: DesignationEnregistree
    le: str
    raison: Cause
    regle: str
    montant_du_centimes: int
    reprise: bool

    def apply(self, aggregate: GarantieMSAP) -> None:
        aggregate.close_le = date.fromisoformat(self.le)

    def details(self) -> str:
        le = date.fromisoformat(self.le)
        du = f"dû pour {le.year} : {euros(self.montant_du_centimes)}"
        return f"({CAUSES[self.raison]} ; dernier jour garanti : {jour_long(le)} ; {du})"


def apprendre_label(
    suivi: GarantieMSAP, label_id: UUID, le: date, regles: Rules[RegleDeFin]
) -> None:
    """C.7-8 : le label remplace la garantie le jour où il prend effet."""
    if label_id in suivi.labels:
        return
    _noter(suivi, MSAPLabellisee, label_id=label_id, le=le.isoformat())
    arreter(suivi, regles)


def apprendre_fin(suivi: GarantieMSAP, label_id: UUID | None, le: date) -> None:
    """C.7-8 : la fin du label ne rouvre rien ; elle est notée, une fois."""
    if label_id in suivi.labels and label_id not in suivi.labels_finis:
        _noter(suivi, LabelDeMSAPFini, label_id=label_id, le=le.isoformat())


def apprendre_fermeture(
    suivi: GarantieMSAP, le: date, raison: Cause, regles: Rules[RegleDeFin]
) -> None:
    """C.7-8 : une structure qui ferme, ou n'en fait plus qu'une avec une autre."""
    if (le, raison) not in suivi.arrets:
        _noter(suivi, StructureDeMSAPFinie, raison=raison, le=le.isoformat())
        arreter(suivi, regles)


def arreter(suivi: GarantieMSAP, regles: Rules[RegleDeFin]) -> None:
    """La garantie finit la veille du premier label, ou quand la structure cesse.

    Ce qui l'arrête peut être connu avant que la liste n'arrive.
    """
    veilles: list[tuple[date, Cause]] = [
        (days_after(effet, -1), "LABEL") for effet in suivi.labels.values()
    ]
    if arrets := [*veilles, *suivi.arrets]:
        _clore(suivi, *min(arrets), regles)


def _clore(
    suivi: GarantieMSAP, dernier_jour: date, raison: Cause, regles: Rules[RegleDeFin]
) -> None:
    """Une garantie ne peut que finir plus tôt ; à son terme, elle expire (INV-12)."""
    regle, montant = regles.on(dernier_jour), suivi.montant_centimes
    if regle is None or montant is None or dernier_jour >= (suivi.close_le or suivi.au):
        return
    du = regle.montant_du(montant, raison, dernier_jour) if dernier_jour >= suivi.du else 0
    suivi.enregistrer(
        GarantieMSAPClose,
        selon=[regle.id],
        structure_id=suivi.structure_id,
        structure=suivi.structure,
        le=dernier_jour.isoformat(),
        raison=raison,
        regle=regle.id,
        montant_du_centimes=du,
        reprise=suivi.reprise,
    )


def _noter(suivi: GarantieMSAP, kind: type[GarantieMSAP.Event], **dit: Any) -> None:
    suivi.enregistrer(kind, structure_id=suivi.structure_id, **dit)
