"""La visite : qui la fait, quand, et ce qui s'y refuse (A-002, A-022)."""

from datetime import date
from typing import Any
from uuid import UUID

from shared.recording.aggregates import Aggregate
from shared.recording.provenance import cited
from shared.refusal import Refus
from shared.typographie import jour_long


class EquipeManquante(Refus):
    """Une visite se planifie une fois son équipe désignée."""


class HorsEquipe(Refus):
    """Seule l'équipe désignée audite, et seul son responsable conclut."""


class RolesConfondus(Refus):
    """Qui tient un autre rôle auprès de la structure ne l'audite pas (A-002, C.1)."""


class DatePassee(Refus):
    """Une visite se planifie pour un jour à venir, et ne commence pas avant."""


class EquipeDesignee(Aggregate.Event):
    TOPIC = "audit.EquipeDesignee"
    PHRASE = "Équipe d'audit désignée"
    class_version = 2
    mission_id: UUID | None
    membres: list[dict[str, str]]
    responsable: str
    regle: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """La règle appliquée n'était que citée."""
        state["regle"] = cited(state, "COMPOSITION_EQUIPE")

    def details(self) -> str:
        return ", ".join(f"{each['id']} ({each['organisme']})" for each in self.membres)

    def apply(self, audit: Any) -> None:
        audit.equipe = self.membres
        audit.responsable = self.responsable
        audit.regles["équipe"] = self.regle


class VisiteAuditPlanifiee(Aggregate.Event):
    TOPIC = "audit.VisiteAuditPlanifiee"
    PHRASE = "Visite d'audit planifiée"
    le: str

    def details(self) -> str:
        return f"pour le {jour_long(date.fromisoformat(self.le))}"

    def apply(self, audit: Any) -> None:
        audit.etat = "PLANIFIE"
        audit.visites.append(self.le)


class VisiteAuditReportee(Aggregate.Event):
    TOPIC = "audit.VisiteAuditReportee"
    PHRASE = "Visite d'audit reportée"
    prevue_le: str
    le: str
    raison: str

    def details(self) -> str:
        prevue, le = (jour_long(date.fromisoformat(each)) for each in (self.prevue_le, self.le))
        return f"du {prevue} au {le} (« {self.raison} »)"

    def apply(self, audit: Any) -> None:
        audit.visites.append(self.le)


class VisiteAuditDebutee(Aggregate.Event):
    TOPIC = "audit.VisiteAuditDebutee"
    PHRASE = "Visite d'audit débutée"
    le: str

    def apply(self, audit: Any) -> None:
        audit.etat = "EN_VISITE"
        audit.debutee_le = self.le


class VisiteAuditClose(Aggregate.Event):
    TOPIC = "audit.VisiteAuditClose"
    PHRASE = "Visite d'audit close : chaque critère applicable est constaté"
    le: str

    def apply(self, audit: Any) -> None:
        audit.etat = "VISITE_CLOSE"
        audit.close_le = self.le


def verifier_date(le: date, pas_avant: date) -> None:
    if le < pas_avant:
        raise DatePassee(
            f"Le {jour_long(le)} est avant le {jour_long(pas_avant)} : une visite se planifie pour "
            "un jour à venir, et ne commence pas avant le jour prévu (ReporterVisite)."
        )


def verifier_tiers(nom: str, parties: set[str], *auditeurs: str) -> None:
    confondus = sorted(parties & set(auditeurs))
    if confondus:
        raise RolesConfondus(
            f"« {nom} » : {', '.join(confondus)} y tient déjà un autre rôle et ne l'audite pas."
        )


def verifier_membre(nom: str, admis: list[dict[str, str]], par: str) -> None:
    """Sans équipe désignée, tout auditeur est admis : les audits d'avant n'en ont pas."""
    comptes = [membre["id"] for membre in admis]
    if admis and par not in comptes:
        raise HorsEquipe(f"« {nom} » : cette demande revient à {', '.join(comptes)}, pas à {par}.")
