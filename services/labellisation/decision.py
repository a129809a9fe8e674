"""La décision : ce que l'audit, l'agence nationale et le préfet font d'un signalement."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from services.labellisation.candidature import Candidature
from services.labellisation.instruction import (
    AccordPrealableDonne,
    AccordPrealableRefuse,
    AlerteEmise,
    AuditAnnuleEnregistre,
    AuditConcluantEnregistre,
    AuditOuvert,
    ConclusionContestee,
    PrioriteDeRelabellisationAccordee,
    PrioriteDeRelabellisationExpiree,
    RemarquesLevees,
    StructureLabellisee,
    StructureNonRetenue,
)
from shared.refusal import Refus
from shared.rules.periods import Period


class AuditManquant(Refus):
    """Aucun audit concluant ne soutient cette décision (A-001, A-025)."""


class AuditConteste(Refus):
    """Un constat rectifié donne à l'audit un autre résultat : rien ne se fonde plus sur lui."""


class RolesConfondus(Refus):
    """Qui signale n'audite pas, qui audite n'accorde pas, qui accorde ne labellise pas (INV-03)."""


class Decision(Candidature):
    """De l'audit déclenché au label, ou au refus."""

    def ouvrir_audit(self, signalement_id: UUID, audit_id: UUID) -> None:
        """A-021 : un signalement, un audit à la fois."""
        if self._attend(signalement_id, audit_id, "AuditDeclenche"):
            self.dire(AuditOuvert, audit_id=audit_id)

    def enregistrer_audit_concluant(
        self, signalement_id: UUID, auditeurs: Sequence[str], synthese: dict[str, Any]
    ) -> None:
        if self._attend(signalement_id, UUID(synthese["audit_id"]), "AuditConcluant"):
            self.dire(
                AuditConcluantEnregistre,
                auditeurs=list(auditeurs),
                synthese=synthese,
                fiche=self.fiche,
            )

    def ne_pas_retenir(
        self,
        signalement_id: UUID,
        audit_id: UUID,
        motif_principal: str,
        motif_libelle: str,
        issue: str,
        criteres: list[dict[str, Any]],
        referentiel: str,
        priorite: Period | None = None,
    ) -> None:
        """Le refus ne vaut que pour cet audit (A-014) ; la priorité, pour sa fenêtre (A-016)."""
        if not self._attend(signalement_id, audit_id, "AuditNonConcluant"):
            return
        self.dire(
            StructureNonRetenue,
            audit_id=audit_id,
            motif_principal=motif_principal,
            motif_libelle=motif_libelle,
            issue=issue,
            criteres=criteres,
            referentiel=referentiel,
            fiche=self.fiche,
        )
        if priorite:
            self.dire(
                PrioriteDeRelabellisationAccordee,
                du=priorite.du.isoformat(),
                jusqu_au=(priorite.au or date.max).isoformat(),
                fiche=self.fiche,
            )

    def finir_priorite(self, jusqu_au: date) -> None:
        """Un nouveau signalement fait tomber la priorité : rien n'expire plus."""
        if self.priorite_jusqu_au == jusqu_au.isoformat() and self.ecoute("ConstaterFinDePriorite"):
            self.dire(PrioriteDeRelabellisationExpiree)

    def noter_remarques_levees(self, audit_id: UUID) -> None:
        """A-017 : la structure est prête à être signalée de nouveau."""
        attendu = audit_id == self.audit_id and not self.remarques_levees
        if attendu and self.ecoute("RemarquesIntegralementLevees"):
            self.dire(RemarquesLevees, audit_id=audit_id)

    def annuler_audit(self, audit_id: UUID, raison: str) -> None:
        """C.7-5 : le signalement attend un autre audit ; après le label, une alerte (C.7-7)."""
        if audit_id != self.audit_id or not self.ecoute("AuditAnnule"):
            return
        if self.label_id:
            self.alerter("AUDIT_ANNULE", f"l'audit du label est annulé : {raison}")
            return
        self.dire(AuditAnnuleEnregistre, audit_id=audit_id, raison=raison)

    def remettre_en_cause(self, audit_id: UUID, concluant: bool, raison: str) -> None:
        """C.7-7 : avant le label, rien ne se décide plus sur cet audit ; après, une alerte."""
        if audit_id != self.audit_id or not self.ecoute("ConclusionRemiseEnCause"):
            return
        if self.label_id is None:
            self.dire(ConclusionContestee, concluant=concluant, raison=raison)
        elif not concluant:
            self.alerter(
                "CONCLUSION_REMISE_EN_CAUSE", f"l'audit ne serait plus concluant : {raison}"
            )

    def donner_accord(
        self, audit_id: UUID, par: str, autorite: str, le: date, validite_jours: int
    ) -> None:
        """A-024 ; un audit ancien se voit, mais n'empêche rien (TMR-11)."""
        if self.deja("DonnerAccordPrealable"):
            return
        synthese = self._verifier_audit(audit_id)
        self._verifier_conclusion()
        self._separer(par, {*self.auditeurs, self.signale_par}, "a audité ou signalé")
        self._separer(self.signale_par, {*self.auditeurs}, "a signalé et audité")
        anciennete = (le - date.fromisoformat(synthese["conclu_le"])).days
        if anciennete > validite_jours:
            self.alerter("AUDIT_ANCIEN", f"l'audit a été conclu {anciennete} jours avant l'accord")
        self.dire(
            AccordPrealableDonne,
            accord_id=uuid5(audit_id, "accord"),
            audit_id=audit_id,
            accord_le=le.isoformat(),
            accorde_par=par,
            autorite=autorite,
            fiche=self.fiche,
        )

    def refuser_accord(self, audit_id: UUID, raison: str) -> None:
        """A-024 ; le refus clôt ce signalement."""
        if self.deja("RefuserAccordPrealable"):
            return
        self._verifier_audit(audit_id)
        self.dire(AccordPrealableRefuse, audit_id=audit_id, raison=raison, fiche=self.fiche)

    def labelliser(self, par: str, date_effet: date) -> None:
        """A-023 ; l'accord ne sert qu'à ce label (A-024)."""
        if self.deja("LabelliserStructure"):
            return
        self._verifier_conclusion()
        self._separer(par, {*self.auditeurs, self.accorde_par}, "a audité ou accordé")
        assert self.accord_id, "the table gives ACCORD_DONNE to an agreement only"
        self.dire(
            StructureLabellisee,
            label_id=uuid5(self.accord_id, "label"),
            prefecture=par,
            date_effet=date_effet.isoformat(),
            accord_id=self.accord_id,
            accord_le=self.accord_le,
            fiche=self.fiche,
            maillage=self.maillage,
            synthese=self.synthese,
        )

    def noter_alerte_qualite(self, texte: str) -> None:
        """C.7-14 : le préfet apprend ce qui est en doute ; lui seul met en demeure."""
        if self.ecoute("AlerteQualiteEmise"):
            self.alerter("QUALITE", texte)

    def alerter(self, code: str, texte: str) -> None:
        self.dire(AlerteEmise, code=code, texte=texte, label_id=self.label_id, fiche=self.fiche)

    def _attend(self, signalement_id: UUID, audit_id: UUID, fait: str) -> bool:
        """Ni l'audit d'un autre signalement, ni ce qui se dit encore d'un audit annulé."""
        sien = signalement_id == self.signalement_id and audit_id not in self.audits_annules
        return sien and self.ecoute(fait)

    def _verifier_audit(self, audit_id: UUID) -> dict[str, Any]:
        if audit_id != self.audit_id or self.synthese is None:
            raise AuditManquant(f"L'audit {audit_id} n'est pas l'audit concluant de ce dossier.")
        return self.synthese

    def _verifier_conclusion(self) -> None:
        if self.conclusion_contestee:
            raise AuditConteste(
                f"L'audit de « {self.nom} » ne serait plus concluant "
                f"({self.conclusion_contestee}) : refusez l'accord, ou faites annuler l'audit."
            )

    def _separer(self, qui: str, autres: set[str], role: str) -> None:
        """INV-03, dossier par dossier."""
        if qui and qui in autres:
            raise RolesConfondus(f"« {qui} » {role} pour « {self.nom} » (INV-03).")
