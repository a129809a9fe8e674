"""Charger, décider, enregistrer : une méthode par intention."""

from typing import Any

from eventsourcing.utils import EnvType

from services.labellisation import reprise
from services.labellisation.apres_label import ApresLeLabel
from services.labellisation.commands import (
    AcheverAction,
    ConstaterAbsence,
    ConstaterFinDePriorite,
    DonnerAccordPrealable,
    EtablirPlanDeMonteeEnGamme,
    IdentifierStructure,
    ImporterStructure,
    LabelliserStructure,
    RefuserAccordPrealable,
    RemonterStructure,
    SignalerStructure,
)
from services.labellisation.domain import Dossier
from services.labellisation.dossiers import aujourd_hui
from services.labellisation.geographie.domain import Geographie
from services.labellisation.parametres import de_ce_jour
from services.labellisation.rapprochement import charger_rapprochement
from services.labellisation.regles import charger_reglement
from services.labellisation.releve import Releve
from services.labellisation.territoire.application import Territoire
from services.labellisation.territoire.regles import charger_programme
from services.labellisation.territoire.reseau import Reseau
from shared.clock import Clock
from shared.contracts.audit import (
    AlerteQualiteEmise,
    AuditAnnule,
    AuditConcluant,
    AuditDeclenche,
    AuditNonConcluant,
    ConclusionRemiseEnCause,
    RemarquesIntegralementLevees,
)
from shared.personal_data.encryption import Keys
from shared.recording.citing import cite
from shared.recording.legacy import handles
from shared.refusal import Refus


class MotifManquant(Refus):
    """Un refus doit être motivé."""


class Labellisation(ApresLeLabel, Territoire):
    name = "labellisation"

    def __init__(
        self,
        env: EnvType | None,
        clock: Clock,
        keys: Keys,
        geographie: Geographie,
        reseau: Reseau,
    ) -> None:
        super().__init__(env, clock, keys)
        self.geographie, self.reseau = geographie, reseau
        self.programme = charger_programme()

    @handles(IdentifierStructure)
    def identifier(self, commande: IdentifierStructure) -> None:
        """Une structure pressentie, avant toute remontée."""
        reperee = self.reperee(commande.fiche)
        dossier = self.load(Dossier, Dossier.create_id(commande.structure_id))
        if dossier is None:
            dossier = Dossier.identifier(commande.structure_id, **reperee)
        else:
            self.within(dossier.departement)
            dossier.identifier_de_nouveau(**reperee)
        self.save(dossier)

    @handles(RemonterStructure)
    def remonter(self, commande: RemonterStructure) -> None:
        """A-003, A-011, A-012 : la première remontée ouvre le dossier, une autre le corrige."""
        remontee: dict[str, Any] = {
            **self.reperee(commande.fiche),
            "declaration": commande.model_dump(include={"evaluation", "agents", "etp"}),
            "fichier": commande.fichier,
            "ligne": commande.ligne,
        }
        dossier = self.load(Dossier, Dossier.create_id(commande.structure_id))
        if dossier is None:
            dossier = Dossier.remonter(commande.structure_id, **remontee)
        else:
            self.within(dossier.departement)
            dossier.remonter_de_nouveau(**remontee)
        self.save(dossier, *self.rattachement(commande))

    @handles(EtablirPlanDeMonteeEnGamme)
    def etablir_plan(self, commande: EtablirPlanDeMonteeEnGamme) -> None:
        """A-008, A-009."""
        dossier = self.dossier(commande)
        actions = [action.model_dump(mode="json") for action in commande.actions]
        dossier.etablir_plan(commande.ecarts, actions)
        self.save(dossier)

    @handles(AcheverAction)
    def achever_action(self, commande: AcheverAction) -> None:
        """A-009."""
        dossier = self.dossier(commande)
        dossier.achever_action(commande.action, commande.preuve)
        self.save(dossier)

    @handles(SignalerStructure)
    def signaler(self, commande: SignalerStructure) -> None:
        """A-020."""
        dossier = self.dossier(commande)
        dossier.signaler(commande.acteur.id)
        self.save(dossier, *self.suites_du_signalement(commande, dossier))

    @handles(AuditDeclenche)
    def apprendre_audit(self, fait: AuditDeclenche) -> None:
        """A-021."""
        dossier = self.dossier(fait)
        dossier.ouvrir_audit(fait.signalement_id, fait.audit_id)
        self.save(dossier)

    @handles(AuditConcluant)
    def apprendre_audit_concluant(self, fait: AuditConcluant) -> None:
        dossier = self.dossier(fait)
        dossier.enregistrer_audit_concluant(
            fait.signalement_id, fait.auditeurs, fait.synthese.model_dump(mode="json")
        )
        self.save(dossier)

    @handles(AuditNonConcluant)
    def apprendre_audit_non_concluant(self, fait: AuditNonConcluant) -> None:
        """A-013 à A-016."""
        dossier = self.dossier(fait)
        priorite = charger_reglement().priorite(fait.issue, aujourd_hui())
        if priorite:
            cite(priorite.id)
        dossier.ne_pas_retenir(
            fait.signalement_id,
            fait.synthese.audit_id,
            fait.motif_principal,
            fait.motif_libelle,
            fait.issue,
            [critere.model_dump() for critere in fait.criteres],
            fait.synthese.referentiel,
            priorite.fenetre if priorite else None,
        )
        self.save(dossier)

    @handles(RemarquesIntegralementLevees)
    def noter_remarques_levees(self, fait: RemarquesIntegralementLevees) -> None:
        """A-017."""
        dossier = self.dossier(fait)
        dossier.noter_remarques_levees(fait.audit_id)
        self.save(dossier)

    @handles(ConclusionRemiseEnCause)
    def noter_conclusion(self, fait: ConclusionRemiseEnCause) -> None:
        """C.7-7."""
        dossier = self.dossier(fait)
        dossier.remettre_en_cause(fait.audit_id, fait.concluant, fait.raison)
        self.save(dossier)

    @handles(AlerteQualiteEmise)
    def noter_alerte_qualite(self, fait: AlerteQualiteEmise) -> None:
        """C.7-14 ; un audit remis en cause est déjà dit par son propre fait."""
        if fait.origine != "CONSTAT":
            dossier = self.dossier(fait)
            dossier.noter_alerte_qualite(fait.detail)
            self.save(dossier)

    @handles(AuditAnnule)
    def annuler_audit(self, fait: AuditAnnule) -> None:
        """C.7-5."""
        dossier = self.dossier(fait)
        dossier.annuler_audit(fait.audit_id, fait.raison)
        self.save(dossier)

    @handles(ConstaterFinDePriorite)
    def finir_priorite(self, commande: ConstaterFinDePriorite) -> None:
        """A-016."""
        dossier = self.dossier(commande)
        dossier.finir_priorite(commande.jusqu_au)
        self.save(dossier)

    @handles(DonnerAccordPrealable)
    def donner_accord(self, commande: DonnerAccordPrealable) -> None:
        """A-024, X-04, TMR-11."""
        dossier = self.dossier(commande)
        reglement, le = charger_reglement(), aujourd_hui()
        autorite = reglement.autorite(le, commande.acteur.organisme)
        validite = de_ce_jour(reglement.validites_audit, le)
        cite(autorite.id, validite.id)
        dossier.donner_accord(
            commande.audit_id, commande.acteur.id, autorite.id, le, validite.jours
        )
        self.save(dossier)

    @handles(RefuserAccordPrealable)
    def refuser_accord(self, commande: RefuserAccordPrealable) -> None:
        """A-024, X-04 ; la raison est le motif de la commande."""
        if not commande.motif:
            raise MotifManquant(
                "Le refus d'un accord préalable doit être motivé (champ « motif »)."
            )
        dossier = self.dossier(commande)
        cite(charger_reglement().autorite(aujourd_hui(), commande.acteur.organisme).id)
        dossier.refuser_accord(commande.audit_id, commande.motif)
        self.save(dossier)

    @handles(LabelliserStructure)
    def labelliser(self, commande: LabelliserStructure) -> None:
        """A-023 ; une règle datée dit si le référentiel de l'audit vaut encore (C.7-6)."""
        dossier = self.dossier(commande)
        if dossier.deja("LabelliserStructure"):
            return
        self.exiger_label_possible(commande.date_effet, dossier.signalement_id)
        if dossier.synthese:
            referentiel = dossier.synthese["referentiel"]
            cite(charger_reglement().referentiel(referentiel, aujourd_hui()).id)
        dossier.labelliser(commande.acteur.id, commande.date_effet)
        self.save(dossier)

    @handles(ImporterStructure)
    def importer(self, commande: ImporterStructure) -> None:
        """A-131 : une commune disparue depuis n'empêche pas de reprendre ce qui fut publié."""
        if commande.rapprochement:
            cite(commande.rapprochement)
        releve = Releve.de(commande)
        dossier = self.load(Dossier, Dossier.create_id(commande.structure_id))
        if dossier is None:
            maillage = self.maillage_publie(commande.fiche)
            dossier = reprise.importer(commande.structure_id, releve, maillage)
        else:
            reprise.actualiser(dossier, releve, charger_rapprochement().decimales)
        self.save(dossier)

    @handles(ConstaterAbsence)
    def constater_absence(self, commande: ConstaterAbsence) -> None:
        dossier = self.dossier(commande)
        liste_du = commande.liste_du.isoformat()
        reprise.constater_absence(dossier, liste_du, commande.source, commande.fichier)
        self.save(dossier)
