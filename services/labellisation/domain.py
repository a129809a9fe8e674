"""Le dossier d'une structure, de la remontée du préfet à sa décision."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.labellisation import candidature, historique, instruction
from services.labellisation.candidature import DossierDejaOuvert
from services.labellisation.instruction import AccordManquant, AuditManquant, RolesConfondus
from shared.domain import Aggregate


class Dossier(Aggregate):
    """Le dossier d'une structure : remontée, signalement, audit, accord préalable, décision."""

    TOPIC = "labellisation.Dossier"

    # The library finds the events of an aggregate by the names of its class.
    StructureRemontee = candidature.StructureRemontee
    RemonteeModifiee = candidature.RemonteeModifiee
    StructureSignalee = candidature.StructureSignalee
    AuditConcluantEnregistre = instruction.AuditConcluantEnregistre
    StructureNonRetenue = instruction.StructureNonRetenue
    AccordPrealableDonne = instruction.AccordPrealableDonne
    AccordPrealableRefuse = instruction.AccordPrealableRefuse
    StructureLabellisee = instruction.StructureLabellisee
    StructureImportee = historique.StructureImportee
    LabelImporte = historique.LabelImporte
    AntenneImportee = historique.AntenneImportee
    StructureActualisee = historique.StructureActualisee
    PresenceConfirmee = historique.PresenceConfirmee
    ListeAncienneLue = historique.ListeAncienneLue
    StructureAbsente = historique.StructureAbsente

    @staticmethod
    def create_id(structure_id: UUID) -> UUID:
        """Un dossier par structure : son identité se déduit."""
        return uuid5(structure_id, Dossier.TOPIC)

    @event(StructureRemontee)
    def __init__(
        self,
        structure_id: UUID,
        fiche: dict[str, Any],
        maillage: dict[str, str],
        declaration: dict[str, Any],
        fichier: str,
        ligne: int,
    ) -> None:
        self.structure_id = structure_id
        self.declare = (fiche, maillage, declaration)
        self.fiche, self.maillage = fiche, maillage
        self.signalements = 0
        self.signalement_id: UUID | None = None
        self.signale_par = ""
        self.auditeurs: list[str] = []
        self.synthese: dict[str, Any] | None = None
        self.accord_id: UUID | None = None
        self.accord_le = ""
        self.est_labellisee = False
        self.suivi: historique.Suivi | None = None

    @property
    def departement(self) -> str:
        return str(self.fiche["departement"])

    @property
    def audit_id(self) -> UUID | None:
        return UUID(self.synthese["audit_id"]) if self.synthese else None

    def corriger(
        self,
        fiche: dict[str, Any],
        maillage: dict[str, str],
        declaration: dict[str, Any],
        fichier: str,
        ligne: int,
    ) -> None:
        """Une remontée identique ne change rien (A-012) ; le signalement fige la dernière."""
        if self.declare == (fiche, maillage, declaration):
            return
        if self.signalement_id or self.est_labellisee:
            raise DossierDejaOuvert(
                f"« {self.fiche['nom']} » est déjà signalée : sa remontée ne se modifie plus."
            )
        self._remontee_modifiee(fiche, maillage, declaration, fichier, ligne)

    def signaler(self, par: str) -> None:
        if self.signalement_id:
            raise DossierDejaOuvert(f"« {self.fiche['nom']} » est déjà signalée.")
        if self.est_labellisee:
            raise DossierDejaOuvert(f"« {self.fiche['nom']} » est déjà labellisée.")
        signalement_id = uuid5(self.id, f"signalement {self.signalements + 1}")
        self._structure_signalee(signalement_id, par, self.fiche)

    def enregistrer_audit_concluant(
        self, signalement_id: UUID, auditeurs: list[str], synthese: dict[str, Any]
    ) -> None:
        if signalement_id == self.signalement_id and self.synthese is None:
            self._audit_concluant_enregistre(auditeurs, synthese, self.fiche)

    def ne_pas_retenir(
        self,
        signalement_id: UUID,
        motif_principal: str,
        motif_libelle: str,
        issue: str,
        criteres: list[dict[str, Any]],
        referentiel: str,
    ) -> None:
        """Le refus clôt ce signalement ; la structure pourra être signalée de nouveau (A-014)."""
        if signalement_id == self.signalement_id:
            self._structure_non_retenue(
                motif_principal, motif_libelle, issue, criteres, referentiel, self.fiche
            )

    def donner_accord(self, audit_id: UUID, par: str, le: date) -> None:
        self._verifier_audit(audit_id)
        if self.accord_id:
            return
        if par in {*self.auditeurs, self.signale_par}:
            raise RolesConfondus(f"« {par} » a audité ou signalé cette structure (INV-03).")
        accord_id = uuid5(audit_id, "accord")
        self._accord_prealable_donne(accord_id, audit_id, le.isoformat(), self.fiche)

    def refuser_accord(self, audit_id: UUID, raison: str) -> None:
        self._verifier_audit(audit_id)
        if self.accord_id:
            raise DossierDejaOuvert("L'accord préalable a déjà été donné.")
        self._accord_prealable_refuse(audit_id, raison)

    def labelliser(self, par: str, date_effet: date) -> None:
        if self.est_labellisee:
            return
        if self.synthese is None:
            raise AuditManquant(f"Aucun audit concluant pour « {self.fiche['nom']} ».")
        if self.accord_id is None:
            raise AccordManquant(
                f"L'agence nationale n'a pas donné son accord pour « {self.fiche['nom']} »."
            )
        self._structure_labellisee(
            uuid5(self.accord_id, "label"),
            par,
            date_effet.isoformat(),
            self.accord_id,
            self.accord_le,
            self.fiche,
            self.maillage,
            self.synthese,
        )

    def _verifier_audit(self, audit_id: UUID) -> None:
        if audit_id != self.audit_id:
            raise AuditManquant(f"L'audit {audit_id} n'est pas l'audit concluant de ce dossier.")

    @event(RemonteeModifiee)
    def _remontee_modifiee(
        self,
        fiche: dict[str, Any],
        maillage: dict[str, str],
        declaration: dict[str, Any],
        fichier: str,
        ligne: int,
    ) -> None:
        self.declare = (fiche, maillage, declaration)
        self.fiche, self.maillage = fiche, maillage

    @event(StructureSignalee)
    def _structure_signalee(
        self, signalement_id: UUID, prefecture: str, fiche: dict[str, Any]
    ) -> None:
        self.signalements += 1
        self.signalement_id = signalement_id
        self.signale_par = prefecture

    @event(AuditConcluantEnregistre)
    def _audit_concluant_enregistre(
        self, auditeurs: list[str], synthese: dict[str, Any], fiche: dict[str, Any]
    ) -> None:
        self.auditeurs, self.synthese = auditeurs, synthese

    @event(StructureNonRetenue)
    def _structure_non_retenue(
        self,
        motif_principal: str,
        motif_libelle: str,
        issue: str,
        criteres: list[dict[str, Any]],
        referentiel: str,
        fiche: dict[str, Any],
    ) -> None:
        self._clore_signalement()

    @event(AccordPrealableDonne)
    def _accord_prealable_donne(
        self, accord_id: UUID, audit_id: UUID, accord_le: str, fiche: dict[str, Any]
    ) -> None:
        self.accord_id, self.accord_le = accord_id, accord_le

    @event(AccordPrealableRefuse)
    def _accord_prealable_refuse(self, audit_id: UUID, raison: str) -> None:
        self._clore_signalement()

    @event(StructureLabellisee)
    def _structure_labellisee(
        self,
        label_id: UUID,
        prefecture: str,
        date_effet: str,
        accord_id: UUID,
        accord_le: str,
        fiche: dict[str, Any],
        maillage: dict[str, str],
        synthese: dict[str, Any],
    ) -> None:
        self.est_labellisee = True

    def _clore_signalement(self) -> None:
        self.signalement_id, self.synthese, self.auditeurs = None, None, []
