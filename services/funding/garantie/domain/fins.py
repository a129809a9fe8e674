"""Ce qui arrête la garantie d'une MSAP avant son terme : le label, la fermeture, la fusion."""

from datetime import date
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
    label_id: UUID
    le: str

    def apply(self, aggregate: GarantieMSAP) -> None:
        aggregate.labels[self.label_id] = date.fromisoformat(self.le)

    def details(self) -> str:
        return f"(à compter du {jour_long(date.fromisoformat(self.le))})"


class LabelDeMSAPFini(GarantieMSAP.Event):
    TOPIC = "funding.LabelDeMSAPFini"
    PHRASE = "Fin du label prise en compte : la garantie de la MSAP ne reprend pas"
    label_id: UUID
    le: str

    def apply(self, aggregate: GarantieMSAP) -> None:
        aggregate.labels_finis.add(self.label_id)

    def details(self) -> str:
        return f"(label jusqu'au {jour_long(date.fromisoformat(self.le))})"


class GarantieMSAPClose(GarantieMSAP.Event):
    TOPIC = "funding.GarantieMSAPClose"
    PHRASE = "Financement garanti de la MSAP arrêté avant son terme"
    PERSONNELLES = personal(contact, "structure.courriel")
    structure: DesignationEnregistree
    le: str
    raison: Cause
    regle: str
    montant_du_centimes: int

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
    suivi.enregistrer(MSAPLabellisee, label_id=label_id, le=le.isoformat())
    remplacer_par_le_label(suivi, regles)


def remplacer_par_le_label(suivi: GarantieMSAP, regles: Rules[RegleDeFin]) -> None:
    """Arrête la garantie la veille du premier label connu, s'il y en a un."""
    if suivi.labels:
        clore(suivi, days_after(min(suivi.labels.values()), -1), "LABEL", regles)


def apprendre_fin(suivi: GarantieMSAP, label_id: UUID | None, le: date) -> None:
    """C.7-8 : la fin du label ne rouvre rien ; elle est notée, une fois."""
    if label_id in suivi.labels and label_id not in suivi.labels_finis:
        suivi.enregistrer(LabelDeMSAPFini, label_id=label_id, le=le.isoformat())


def clore(
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
        structure=suivi.structure,
        le=dernier_jour.isoformat(),
        raison=raison,
        regle=regle.id,
        montant_du_centimes=du,
    )
