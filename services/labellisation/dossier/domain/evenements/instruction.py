"""Les faits de l'instruction : l'audit vu du dossier, l'accord préalable, la décision."""

from datetime import date
from typing import Any
from uuid import UUID

from services.labellisation.dossier.domain.dossier import Dossier, Fait, FaitDesigne
from shared.structures import CritereEnregistre, MaillageEnregistre, SyntheseEnregistree
from shared.typographie import jour_long

ISSUES = {
    "REMARQUES_MINEURES": "remarques mineures",
    "MONTEE_EN_GAMME_REELLE": "réelle montée en gamme attendue",
}


class AuditOuvert(Fait):
    TOPIC = "labellisation.AuditOuvert"
    PHRASE = "Audit ouvert à la suite du signalement"
    VERS = "EN_AUDIT"
    audit_id: UUID

    def apply(self, aggregate: Dossier) -> None:
        aggregate.audit_id = self.audit_id


class AuditConcluantEnregistre(FaitDesigne):
    TOPIC = "labellisation.AuditConcluantEnregistre"
    PHRASE = "Audit concluant reçu : l'accord préalable de l'agence nationale est demandé"
    VERS = "EN_ATTENTE_ACCORD"
    auditeurs: list[str]
    synthese: SyntheseEnregistree

    def apply(self, aggregate: Dossier) -> None:
        aggregate.auditeurs, aggregate.synthese = tuple(self.auditeurs), self.synthese
        aggregate.audit_id = UUID(self.synthese["audit_id"])


class StructureNonRetenue(FaitDesigne):
    TOPIC = "labellisation.StructureNonRetenue"
    PHRASE = "Structure non retenue à l'issue de l'audit"
    VERS = "NON_RETENUE"
    class_version = 2
    audit_id: UUID | None
    motif_principal: str
    motif_libelle: str
    issue: str
    criteres: list[CritereEnregistre]
    referentiel: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """L'audit n'était pas nommé."""
        state["audit_id"] = None

    def apply(self, aggregate: Dossier) -> None:
        aggregate.audit_id = self.audit_id

    def details(self) -> str:
        return f"({self.motif_libelle} ; issue : {ISSUES[self.issue]})"


class PrioriteDeRelabellisationAccordee(FaitDesigne):
    TOPIC = "labellisation.PrioriteDeRelabellisationAccordee"
    PHRASE = "Relabellisation rapide et prioritaire accordée"
    du: str
    jusqu_au: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.priorite_jusqu_au = self.jusqu_au

    def details(self) -> str:
        return f"(jusqu'au {jour_long(date.fromisoformat(self.jusqu_au))})"


class PrioriteDeRelabellisationExpiree(Fait):
    TOPIC = "labellisation.PrioriteDeRelabellisationExpiree"
    PHRASE = "Priorité de relabellisation expirée, sans nouveau signalement"

    def apply(self, aggregate: Dossier) -> None:
        aggregate.priorite_jusqu_au = ""


class RemarquesLevees(Fait):
    TOPIC = "labellisation.RemarquesLevees"
    PHRASE = (
        "Toutes les remarques de l'audit sont levées : la structure peut être signalée de nouveau"
    )
    audit_id: UUID

    def apply(self, aggregate: Dossier) -> None:
        aggregate.remarques_levees = True


class AuditAnnuleEnregistre(Fait):
    TOPIC = "labellisation.AuditAnnuleEnregistre"
    PHRASE = "Audit annulé : le signalement en attend un autre"
    VERS = "SIGNALEE"
    audit_id: UUID
    raison: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.sans_audit()
        aggregate.audits_annules |= {self.audit_id}

    def details(self) -> str:
        return f"({self.raison})"


class ConclusionContestee(Fait):
    TOPIC = "labellisation.ConclusionContestee"
    PHRASE = "Conclusion de l'audit remise en cause par un constat rectifié"
    concluant: bool
    raison: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.conclusion_contestee = "" if self.concluant else self.raison

    def details(self) -> str:
        return f"({'de nouveau concluant' if self.concluant else 'non concluant'} : {self.raison})"


class AlerteEmise(FaitDesigne):
    TOPIC = "labellisation.AlerteEmise"
    PHRASE = "Point d'attention sur le dossier ; aucune décision n'est changée"
    code: str
    texte: str
    label_id: UUID | None

    def apply(self, aggregate: Dossier) -> None:
        """Avant le label, une alerte n'attend personne : le dossier dit déjà ce qui manque."""
        if self.label_id:
            aggregate.alertes |= {self.code}

    def details(self) -> str:
        return f"({self.texte})"


class AlerteClassee(Fait):
    TOPIC = "labellisation.AlerteClassee"
    PHRASE = "Alerte classée ; le label n'en est pas changé"
    label_id: UUID
    code: str
    raison: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.alertes -= {self.code}

    def details(self) -> str:
        return f"({self.raison})"


class AccordPrealableDonne(FaitDesigne):
    TOPIC = "labellisation.AccordPrealableDonne"
    PHRASE = "Accord préalable donné par l'agence nationale"
    VERS = "ACCORD_DONNE"
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

    def apply(self, aggregate: Dossier) -> None:
        aggregate.accord_id, aggregate.accord_le = self.accord_id, self.accord_le
        aggregate.accorde_par = self.accorde_par

    def details(self) -> str:
        return f"({self.autorite or 'organisme non enregistré'})"


class AccordPrealableRefuse(FaitDesigne):
    TOPIC = "labellisation.AccordPrealableRefuse"
    PHRASE = "Accord préalable refusé par l'agence nationale"
    VERS = "NON_RETENUE"
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
    TOPIC = "labellisation.StructureLabellisee"
    PHRASE = "Label France Services accordé par le préfet"
    VERS = "LABELLISEE"
    label_id: UUID
    prefecture: str
    date_effet: str
    accord_id: UUID
    accord_le: str
    maillage: MaillageEnregistre
    synthese: SyntheseEnregistree

    def apply(self, aggregate: Dossier) -> None:
        aggregate.label_id, aggregate.accord_id = self.label_id, None
        aggregate.label_effet = self.date_effet
        aggregate.applications_ouvertes, aggregate.ouverte_le = False, ""
        aggregate.alertes = frozenset()

    def details(self) -> str:
        return f"(à effet du {jour_long(date.fromisoformat(self.date_effet))})"
