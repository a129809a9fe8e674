"""Les événements de l'instruction : l'audit vu du dossier, l'accord préalable, la décision."""

from datetime import date
from typing import Any
from uuid import UUID

from services.labellisation.etape import Fait, FaitDesigne
from shared.typographie import jour_long

ISSUES = {
    "REMARQUES_MINEURES": "remarques mineures",
    "MONTEE_EN_GAMME_REELLE": "réelle montée en gamme attendue",
}


class AuditOuvert(Fait):
    """Audit ouvert à la suite du signalement."""

    TOPIC = "labellisation.AuditOuvert"
    audit_id: UUID

    def retenir(self, dossier: Any) -> None:
        dossier.audit_id = self.audit_id


class AuditConcluantEnregistre(FaitDesigne):
    """Audit concluant reçu : l'accord préalable de l'agence nationale est demandé."""

    TOPIC = "labellisation.AuditConcluantEnregistre"
    auditeurs: list[str]
    synthese: dict[str, Any]

    def retenir(self, dossier: Any) -> None:
        dossier.auditeurs, dossier.synthese = tuple(self.auditeurs), self.synthese
        dossier.audit_id = UUID(self.synthese["audit_id"])


class StructureNonRetenue(FaitDesigne):
    """Structure non retenue à l'issue de l'audit."""

    TOPIC = "labellisation.StructureNonRetenue"
    class_version = 2
    audit_id: UUID | None
    motif_principal: str
    motif_libelle: str
    issue: str
    criteres: list[dict[str, Any]]
    referentiel: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """L'audit n'était pas nommé."""
        state["audit_id"] = None

    def retenir(self, dossier: Any) -> None:
        dossier.audit_id = self.audit_id

    def details(self) -> str:
        return f"({self.motif_libelle} ; issue : {ISSUES[self.issue]})"


class PrioriteDeRelabellisationAccordee(FaitDesigne):
    """Relabellisation rapide et prioritaire accordée."""

    TOPIC = "labellisation.PrioriteDeRelabellisationAccordee"
    du: str
    jusqu_au: str

    def retenir(self, dossier: Any) -> None:
        dossier.priorite_jusqu_au = self.jusqu_au

    def details(self) -> str:
        return f"(jusqu'au {jour_long(date.fromisoformat(self.jusqu_au))})"


class PrioriteDeRelabellisationExpiree(Fait):
    """Priorité de relabellisation expirée, sans nouveau signalement."""

    TOPIC = "labellisation.PrioriteDeRelabellisationExpiree"

    def retenir(self, dossier: Any) -> None:
        dossier.priorite_jusqu_au = ""


class RemarquesLevees(Fait):
    """Toutes les remarques de l'audit sont levées : la structure peut être signalée de nouveau."""

    TOPIC = "labellisation.RemarquesLevees"
    audit_id: UUID

    def retenir(self, dossier: Any) -> None:
        dossier.remarques_levees = True


class AuditAnnuleEnregistre(Fait):
    """Audit annulé : le signalement en attend un autre."""

    TOPIC = "labellisation.AuditAnnuleEnregistre"
    audit_id: UUID
    raison: str

    def retenir(self, dossier: Any) -> None:
        dossier.sans_audit()
        dossier.audits_annules |= {self.audit_id}

    def details(self) -> str:
        return f"({self.raison})"


class ConclusionContestee(Fait):
    """Conclusion de l'audit remise en cause par un constat rectifié."""

    TOPIC = "labellisation.ConclusionContestee"
    concluant: bool
    raison: str

    def retenir(self, dossier: Any) -> None:
        dossier.conclusion_contestee = "" if self.concluant else self.raison

    def details(self) -> str:
        return f"({'de nouveau concluant' if self.concluant else 'non concluant'} : {self.raison})"


class AlerteEmise(FaitDesigne):
    """Point d'attention sur le dossier ; aucune décision n'est changée."""

    TOPIC = "labellisation.AlerteEmise"
    code: str
    texte: str
    label_id: UUID | None

    def details(self) -> str:
        return f"({self.texte})"


class AccordPrealableDonne(FaitDesigne):
    """Accord préalable donné par l'agence nationale."""

    TOPIC = "labellisation.AccordPrealableDonne"
    class_version = 2
    accord_id: UUID
    audit_id: UUID
    accord_le: str
    accorde_par: str
    autorite: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Qui accordait, et pour quel organisme, ne se lisait que dans la provenance."""
        state["accorde_par"], state["autorite"] = "", ""

    def retenir(self, dossier: Any) -> None:
        dossier.accord_id, dossier.accord_le = self.accord_id, self.accord_le
        dossier.accorde_par = self.accorde_par

    def details(self) -> str:
        return f"({self.autorite or 'organisme non enregistré'})"


class AccordPrealableRefuse(FaitDesigne):
    """Accord préalable refusé par l'agence nationale."""

    TOPIC = "labellisation.AccordPrealableRefuse"
    class_version = 2
    audit_id: UUID
    raison: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """La fiche n'y était pas."""
        state["fiche"] = {}

    def details(self) -> str:
        return f"({self.raison})"


class StructureLabellisee(FaitDesigne):
    """Label France Services accordé par le préfet."""

    TOPIC = "labellisation.StructureLabellisee"
    label_id: UUID
    prefecture: str
    date_effet: str
    accord_id: UUID
    accord_le: str
    maillage: dict[str, str]
    synthese: dict[str, Any]

    def retenir(self, dossier: Any) -> None:
        dossier.label_id, dossier.accord_id = self.label_id, None
        dossier.applications_ouvertes, dossier.ouverte_le = False, ""

    def details(self) -> str:
        return f"(à effet du {jour_long(date.fromisoformat(self.date_effet))})"
