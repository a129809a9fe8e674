"""Les événements d'un label accordé : l'ouverture, la mise en demeure, ce qui y met fin."""

from datetime import date
from typing import Any
from uuid import UUID

from services.labellisation.etape import Fait, FaitDesigne
from shared.typographie import jour_long


class FaitDuLabel(FaitDesigne):
    """Un événement qui touche un label, et lequel."""

    label_id: UUID


class ApplicationsOuvertesEnregistrees(Fait):
    TOPIC = "labellisation.ApplicationsOuvertesEnregistrees"
    PHRASE = "Applications de la plateforme ouvertes : il ne manque que la formation pour ouvrir"
    agents: int

    def retenir(self, dossier: Any) -> None:
        dossier.applications_ouvertes = True


class FranceServicesOuverte(FaitDuLabel):
    TOPIC = "labellisation.FranceServicesOuverte"
    PHRASE = "France Services ouverte au public"
    ouverte_le: str

    def retenir(self, dossier: Any) -> None:
        dossier.ouverte_le = self.ouverte_le


class PorteurMisEnDemeure(FaitDuLabel):
    TOPIC = "labellisation.PorteurMisEnDemeure"
    PHRASE = "Porteur mis en demeure de rétablir ce que le label exige"
    manquements: list[dict[str, str]]
    echeance: str

    def retenir(self, dossier: Any) -> None:
        dossier.echeance = self.echeance

    def details(self) -> str:
        codes = ", ".join(each["critere"] for each in self.manquements)
        return f"({codes} ; avant le {jour_long(date.fromisoformat(self.echeance))})"


class ConformiteRetablie(FaitDuLabel):
    TOPIC = "labellisation.ConformiteRetablie"
    PHRASE = "Mise en conformité constatée"
    constat: str

    def retenir(self, dossier: Any) -> None:
        dossier.echeance = ""

    def details(self) -> str:
        return f"({self.constat})"


class LabelSuspendu(FaitDuLabel):
    TOPIC = "labellisation.LabelSuspendu"
    PHRASE = "Label suspendu par le préfet"
    raison: str

    def details(self) -> str:
        return f"({self.raison})"


class LabelRetabli(FaitDuLabel):
    TOPIC = "labellisation.LabelRetabli"
    PHRASE = "Label rétabli par le préfet"
    raison: str

    def retenir(self, dossier: Any) -> None:
        dossier.echeance = ""

    def details(self) -> str:
        return f"({self.raison})"


class FinDeLabel(FaitDuLabel):
    """Le label cesse de valoir à une date ; tout ce qu'il a été reste dans l'histoire."""

    raison: str
    date_effet: str

    def retenir(self, dossier: Any) -> None:
        dossier.label_id, dossier.echeance = None, ""
        dossier.nouveau_cycle()

    def details(self) -> str:
        return f"(à effet du {jour_long(date.fromisoformat(self.date_effet))} : {self.raison})"


class LabelRetire(FinDeLabel):
    TOPIC = "labellisation.LabelRetire"
    PHRASE = "Label retiré par le préfet"


class LabelRenonce(FinDeLabel):
    TOPIC = "labellisation.LabelRenonce"
    PHRASE = "Label auquel le porteur renonce"
