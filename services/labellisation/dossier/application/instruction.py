"""L'instruction : les faits appris de l'audit, l'accord préalable, le label."""

from datetime import date
from typing import cast

from services.labellisation.dossier.application.acces import departement_du_dossier, dossier_de
from services.labellisation.dossier.commands import (
    ClasserAlerte,
    ConstaterFinDePriorite,
    DonnerAccordPrealable,
    LabelliserStructure,
    RefuserAccordPrealable,
)
from services.labellisation.dossier.domain import instruction
from services.labellisation.dossier.domain.instruction import NonConclusion
from services.labellisation.dossier.domain.transitions import exiger_ou_deja_fait
from services.labellisation.dossier.rules import Reglement, de_ce_jour
from services.labellisation.territoire.policies.label import exiger_label_possible
from services.labellisation.territoire.rules.programme import Programme
from shared.contracts.audit import (
    AlerteQualiteEmise,
    AuditAnnule,
    AuditConcluant,
    AuditDeclenche,
    AuditNonConcluant,
    ConclusionRemiseEnCause,
    RemarquesIntegralementLevees,
)
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.refusal import RefusDefinitif
from shared.structures import CritereEnregistre, SyntheseEnregistree

HANDLERS = Handlers("instruction")


class MotifManquant(RefusDefinitif):
    """Un refus doit être motivé, comme le classement d'une alerte."""


@HANDLERS.on(AuditDeclenche)
def apprendre_audit(fait: AuditDeclenche, repository: Repository) -> None:
    """A-021."""
    dossier = dossier_de(fait, repository)
    instruction.ouvrir_audit(dossier, fait.signalement_id, fait.audit_id)
    repository.save(dossier)


@HANDLERS.on(AuditConcluant)
def apprendre_audit_concluant(fait: AuditConcluant, repository: Repository) -> None:
    dossier = dossier_de(fait, repository)
    synthese = cast(SyntheseEnregistree, fait.synthese.model_dump(mode="json"))
    instruction.enregistrer_audit_concluant(dossier, fait.signalement_id, fait.auditeurs, synthese)
    repository.save(dossier)


@HANDLERS.on(AuditNonConcluant)
def apprendre_audit_non_concluant(
    fait: AuditNonConcluant, repository: Repository, jour: date, reglement: Reglement
) -> None:
    """A-013 à A-016."""
    dossier = dossier_de(fait, repository)
    conclusion = NonConclusion(
        audit_id=fait.synthese.audit_id,
        motif_principal=fait.motif_principal,
        motif_libelle=fait.motif_libelle,
        issue=fait.issue,
        criteres=[cast(CritereEnregistre, each.model_dump()) for each in fait.criteres],
        referentiel=fait.synthese.referentiel,
    )
    priorite = reglement.priorite(fait.issue, jour)
    instruction.ne_pas_retenir(dossier, fait.signalement_id, conclusion, priorite)
    repository.save(dossier)


@HANDLERS.on(RemarquesIntegralementLevees)
def noter_remarques_levees(fait: RemarquesIntegralementLevees, repository: Repository) -> None:
    """A-017."""
    dossier = dossier_de(fait, repository)
    instruction.noter_remarques_levees(dossier, fait.audit_id)
    repository.save(dossier)


@HANDLERS.on(ConclusionRemiseEnCause)
def noter_conclusion(fait: ConclusionRemiseEnCause, repository: Repository) -> None:
    """C.7-7."""
    dossier = dossier_de(fait, repository)
    instruction.remettre_en_cause(dossier, fait.audit_id, fait.concluant, fait.raison)
    repository.save(dossier)


@HANDLERS.on(AlerteQualiteEmise)
def noter_alerte_qualite(fait: AlerteQualiteEmise, repository: Repository) -> None:
    """C.7-14 ; un audit remis en cause est déjà dit par son propre fait."""
    if fait.origine != "CONSTAT":
        dossier = dossier_de(fait, repository)
        instruction.noter_alerte_qualite(dossier, fait.detail)
        repository.save(dossier)


@HANDLERS.on(ClasserAlerte, within=departement_du_dossier)
def classer_alerte(commande: ClasserAlerte, repository: Repository) -> None:
    """C.7-7, C.7-14 ; la raison est le motif de la commande."""
    if not commande.motif:
        raise MotifManquant("Dites pourquoi l'alerte est classée (champ « motif »).")
    dossier = dossier_de(commande, repository)
    instruction.classer_alerte(dossier, commande.code, commande.motif)
    repository.save(dossier)


@HANDLERS.on(AuditAnnule)
def annuler_audit(fait: AuditAnnule, repository: Repository) -> None:
    """C.7-5."""
    dossier = dossier_de(fait, repository)
    instruction.annuler_audit(dossier, fait.audit_id, fait.raison)
    repository.save(dossier)


@HANDLERS.on(ConstaterFinDePriorite)
def finir_priorite(commande: ConstaterFinDePriorite, repository: Repository) -> None:
    """A-016."""
    dossier = dossier_de(commande, repository)
    instruction.finir_priorite(dossier, commande.jusqu_au)
    repository.save(dossier)


@HANDLERS.on(DonnerAccordPrealable)
def donner_accord(
    commande: DonnerAccordPrealable, repository: Repository, jour: date, reglement: Reglement
) -> None:
    """A-024, X-04, TMR-11."""
    dossier = dossier_de(commande, repository)
    autorite = reglement.autorite(jour, commande.acteur.organisme)
    validite = de_ce_jour(reglement.validites_audit, jour)
    instruction.donner_accord(
        dossier, commande.audit_id, commande.acteur.id, autorite, jour, validite
    )
    repository.save(dossier)


@HANDLERS.on(RefuserAccordPrealable)
def refuser_accord(
    commande: RefuserAccordPrealable, repository: Repository, jour: date, reglement: Reglement
) -> None:
    """A-024, X-04 ; la raison est le motif de la commande."""
    if not commande.motif:
        raise MotifManquant("Le refus d'un accord préalable doit être motivé (champ « motif »).")
    dossier = dossier_de(commande, repository)
    autorite = reglement.autorite(jour, commande.acteur.organisme)
    instruction.refuser_accord(dossier, commande.audit_id, commande.motif, selon=[autorite.id])
    repository.save(dossier)


@HANDLERS.on(LabelliserStructure, within=departement_du_dossier, creates={"label_id": "ONE"})
def labelliser(
    commande: LabelliserStructure,
    repository: Repository,
    jour: date,
    programme: Programme,
    reglement: Reglement,
) -> None:
    """A-023 ; une règle datée dit si le référentiel de l'audit vaut encore (C.7-6)."""
    dossier = dossier_de(commande, repository)
    if not exiger_ou_deja_fait(dossier, "LabelliserStructure"):
        selon = exiger_label_possible(
            programme, repository, jour, commande.date_effet, dossier.signalement_id
        )
        if dossier.synthese:
            selon = (*selon, reglement.referentiel(dossier.synthese["referentiel"], jour).id)
        instruction.labelliser(dossier, commande.acteur.id, commande.date_effet, selon)
    assert dossier.label_id, "a structure that has its label has the identity of this label"
    repository.save(dossier, created={"label_id": dossier.label_id})
