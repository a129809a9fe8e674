"""Les faits d'un label accordé : l'ouverture, la mise en demeure, la suspension, la fin."""

from datetime import date
from uuid import UUID

from typing_extensions import TypedDict

from services.labellisation.dossier.domain.dossier import Dossier, Fait, FaitDesigne
from shared.typographie import jour_long


class ManquementEnregistre(TypedDict):
    """Un critère que le label exige, qui n'est plus respecté, et comment on le sait."""

    critere: str
    constat: str
    mode: str


class FaitDuLabel(FaitDesigne):
    """Un fait qui touche un label, et lequel."""

    label_id: UUID


class ApplicationsOuvertesEnregistrees(Fait):
    TOPIC = "labellisation.ApplicationsOuvertesEnregistrees"
    PHRASE = "Applications de la plateforme ouvertes : il ne manque que la formation pour ouvrir"
    agents: int

    def apply(self, aggregate: Dossier) -> None:
        aggregate.applications_ouvertes = True


class FranceServicesOuverte(FaitDuLabel):
    TOPIC = "labellisation.FranceServicesOuverte"
    PHRASE = "France Services ouverte au public"
    ouverte_le: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.ouverte_le = self.ouverte_le


class PorteurMisEnDemeure(FaitDuLabel):
    TOPIC = "labellisation.PorteurMisEnDemeure"
    PHRASE = "Porteur mis en demeure de rétablir ce que le label exige"
    VERS = "SOUS_MISE_EN_DEMEURE"
    manquements: list[ManquementEnregistre]
    echeance: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.echeance = self.echeance

    def details(self) -> str:
        codes = ", ".join(each["critere"] for each in self.manquements)
        return f"({codes} ; avant le {jour_long(date.fromisoformat(self.echeance))})"


class ConformiteRetablie(FaitDuLabel):
    TOPIC = "labellisation.ConformiteRetablie"
    PHRASE = "Mise en conformité constatée"
    VERS = "LABELLISEE"
    constat: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.echeance = ""

    def details(self) -> str:
        return f"({self.constat})"


class LabelSuspendu(FaitDuLabel):
    TOPIC = "labellisation.LabelSuspendu"
    PHRASE = "Label suspendu par le préfet"
    VERS = "SUSPENDUE"
    raison: str

    def details(self) -> str:
        return f"({self.raison})"


class LabelRetabli(FaitDuLabel):
    TOPIC = "labellisation.LabelRetabli"
    PHRASE = "Label rétabli par le préfet"
    VERS = "LABELLISEE"
    raison: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.echeance = ""

    def details(self) -> str:
        return f"({self.raison})"


class FinDeLabel(FaitDuLabel):
    """Le label cesse de valoir à une date ; tout ce qu'il a été reste dans l'histoire."""

    raison: str
    date_effet: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.label_id, aggregate.echeance = None, ""
        aggregate.alertes = frozenset()
        aggregate.nouveau_cycle()

    def details(self) -> str:
        return f"(à effet du {jour_long(date.fromisoformat(self.date_effet))} : {self.raison})"


class LabelRetire(FinDeLabel):
    TOPIC = "labellisation.LabelRetire"
    PHRASE = "Label retiré par le préfet"
    VERS = "RETIREE"


class LabelRenonce(FinDeLabel):
    TOPIC = "labellisation.LabelRenonce"
    PHRASE = "Label auquel le porteur renonce"
    VERS = "RETIREE"
