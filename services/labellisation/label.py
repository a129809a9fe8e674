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
    """Applications de la plateforme ouvertes : il ne manque que la formation pour ouvrir."""

    TOPIC = "labellisation.ApplicationsOuvertesEnregistrees"
    agents: int

    def retenir(self, dossier: Any) -> None:
        dossier.applications_ouvertes = True


class FranceServicesOuverte(FaitDuLabel):
    """France Services ouverte au public."""

    TOPIC = "labellisation.FranceServicesOuverte"
    ouverte_le: str

    def retenir(self, dossier: Any) -> None:
        dossier.ouverte_le = self.ouverte_le


class PorteurMisEnDemeure(FaitDuLabel):
    """Porteur mis en demeure de rétablir ce que le label exige."""

    TOPIC = "labellisation.PorteurMisEnDemeure"
    manquements: list[dict[str, str]]
    echeance: str

    def retenir(self, dossier: Any) -> None:
        dossier.echeance = self.echeance

    def details(self) -> str:
        codes = ", ".join(each["critere"] for each in self.manquements)
        return f"({codes} ; avant le {jour_long(date.fromisoformat(self.echeance))})"


class ConformiteRetablie(FaitDuLabel):
    """Mise en conformité constatée."""

    TOPIC = "labellisation.ConformiteRetablie"
    constat: str

    def retenir(self, dossier: Any) -> None:
        dossier.echeance = ""

    def details(self) -> str:
        return f"({self.constat})"


class LabelSuspendu(FaitDuLabel):
    """Label suspendu par le préfet."""

    TOPIC = "labellisation.LabelSuspendu"
    raison: str

    def details(self) -> str:
        return f"({self.raison})"


class LabelRetabli(FaitDuLabel):
    """Label rétabli par le préfet."""

    TOPIC = "labellisation.LabelRetabli"
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
    """Label retiré par le préfet."""

    TOPIC = "labellisation.LabelRetire"


class LabelRenonce(FinDeLabel):
    """Label auquel le porteur renonce."""

    TOPIC = "labellisation.LabelRenonce"
