"""La visite : son équipe, ses jours, sa clôture (A-002, A-022)."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from services.audit.conduite.domain.audit import Audit, Membre
from services.audit.conduite.domain.bilan import verifier_constats
from services.audit.referentiels.rules.grille import Referentiel
from shared.recording.provenance import cited
from shared.refusal import RefusDuMoment
from shared.typographie import jour_long


class EquipeManquante(RefusDuMoment):
    """Une visite se planifie une fois son équipe désignée."""


class DatePassee(RefusDuMoment):
    """Une visite se planifie pour un jour à venir, et ne commence pas avant."""


class EquipeDesignee(Audit.Event):
    TOPIC = "audit.EquipeDesignee"
    PHRASE = "Équipe d'audit désignée"
    class_version = 2
    mission_id: UUID | None
    membres: list[Membre]
    responsable: str
    regle: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """La règle appliquée n'était que citée."""
        state["regle"] = cited(state, "COMPOSITION_EQUIPE")

    def apply(self, audit: Audit) -> None:
        audit.equipe, audit.responsable = self.membres, self.responsable
        audit.regles["équipe"] = self.regle

    def details(self) -> str:
        return ", ".join(f"{each['id']} ({each['organisme']})" for each in self.membres)


class VisiteAuditPlanifiee(Audit.Event):
    TOPIC = "audit.VisiteAuditPlanifiee"
    PHRASE = "Visite d'audit planifiée"
    le: str

    def apply(self, audit: Audit) -> None:
        audit.etat = "PLANIFIE"
        audit.visites.append(self.le)

    def details(self) -> str:
        return f"pour le {jour_long(date.fromisoformat(self.le))}"


class VisiteAuditReportee(Audit.Event):
    TOPIC = "audit.VisiteAuditReportee"
    PHRASE = "Visite d'audit reportée"
    prevue_le: str
    le: str
    raison: str

    def apply(self, audit: Audit) -> None:
        audit.visites.append(self.le)

    def details(self) -> str:
        prevue, le = (jour_long(date.fromisoformat(each)) for each in (self.prevue_le, self.le))
        return f"du {prevue} au {le} (« {self.raison} »)"


class VisiteAuditDebutee(Audit.Event):
    TOPIC = "audit.VisiteAuditDebutee"
    PHRASE = "Visite d'audit débutée"
    le: str

    def apply(self, audit: Audit) -> None:
        audit.etat = "EN_VISITE"
        audit.debutee_le = self.le


class VisiteAuditClose(Audit.Event):
    TOPIC = "audit.VisiteAuditClose"
    PHRASE = "Visite d'audit close : chaque critère applicable est constaté"
    le: str

    def apply(self, audit: Audit) -> None:
        audit.etat = "VISITE_CLOSE"
        audit.close_le = self.le


def designer_equipe(
    audit: Audit,
    mission_id: UUID | None,
    membres: list[Membre],
    responsable: str,
    regle: str,
    selon: Iterable[str] = (),
) -> None:
    """`regle` : celle de la composition ; `selon` : celles qui disent qui emploie les membres."""
    audit.permettre("DesignerEquipe")
    audit.verifier_tiers(*(membre["id"] for membre in membres))
    if (membres, responsable) != (audit.equipe, audit.responsable):
        audit.enregistrer(
            EquipeDesignee,
            selon=[regle, *selon],
            mission_id=mission_id,
            membres=membres,
            responsable=responsable,
            regle=regle,
        )


def planifier(audit: Audit, par: str, le: date, aujourd_hui: date) -> None:
    audit.verifier_auditeur("PlanifierVisite", par)
    if not audit.equipe:
        raise EquipeManquante(f"« {audit.nom} » : désignez l'équipe d'abord (DesignerEquipe).")
    verifier_date(le, aujourd_hui)
    audit.enregistrer(VisiteAuditPlanifiee, le=le.isoformat())


def reporter(audit: Audit, par: str, le: date, aujourd_hui: date, raison: str) -> None:
    audit.verifier_auditeur("ReporterVisite", par)
    verifier_date(le, aujourd_hui)
    prevue_le = audit.visites[-1]
    if le.isoformat() != prevue_le:
        audit.enregistrer(
            VisiteAuditReportee, prevue_le=prevue_le, le=le.isoformat(), raison=raison
        )


def debuter(audit: Audit, par: str, aujourd_hui: date) -> None:
    audit.verifier_auditeur("DebuterVisite", par)
    verifier_date(aujourd_hui, date.fromisoformat(audit.visites[-1]))
    audit.enregistrer(VisiteAuditDebutee, le=aujourd_hui.isoformat())


def clore(audit: Audit, referentiel: Referentiel, par: str, le: date) -> None:
    """A-022 : chaque critère applicable a un constat, et aucun n'est resté non vérifié."""
    audit.verifier_auditeur("CloreVisite", par)
    verifier_constats(audit, referentiel)
    audit.enregistrer(VisiteAuditClose, selon=[referentiel.id], le=le.isoformat())


def verifier_date(le: date, pas_avant: date) -> None:
    if le < pas_avant:
        raise DatePassee(
            f"Le {jour_long(le)} est avant le {jour_long(pas_avant)} : une visite se planifie pour "
            "un jour à venir, et ne commence pas avant le jour prévu (ReporterVisite)."
        )
