"""L'instruction : ce que l'audit, l'agence nationale et le préfet font d'un signalement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from services.labellisation.dossier.domain.alerte import alerter, classer, exiger_alerte
from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.dossier.domain.evenements.instruction import (
    AccordPrealableDonne,
    AccordPrealableRefuse,
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
from services.labellisation.dossier.domain.transitions import attend, exiger_ou_deja_fait
from services.labellisation.dossier.rules import Organisme, Priorite, ValiditeAudit
from shared.clock import LAST_DAY
from shared.refusal import RefusDuMoment
from shared.structures import CritereEnregistre, SyntheseEnregistree

AUDIT_ANNULE, CONCLUSION_EN_DOUTE = "AUDIT_ANNULE", "CONCLUSION_REMISE_EN_CAUSE"


class AuditManquant(RefusDuMoment):
    """Aucun audit concluant ne soutient cette décision (A-001, A-025)."""


class AuditConteste(RefusDuMoment):
    """Un constat rectifié donne à l'audit un autre résultat : rien ne se fonde plus sur lui."""


class RolesConfondus(RefusDuMoment):
    """Qui signale n'audite pas, qui audite n'accorde pas, qui accorde ne labellise pas (INV-03)."""


class EffetAvantDecision(RefusDuMoment):
    """Un label ne prend pas effet avant l'audit ni l'accord qui le fondent (INV-01, INV-02)."""


@dataclass(frozen=True)
class NonConclusion:
    """Un audit qui ne conclut pas : pourquoi, et l'issue qu'il propose."""

    audit_id: UUID
    motif_principal: str
    motif_libelle: str
    issue: str
    criteres: list[CritereEnregistre]
    referentiel: str


def ouvrir_audit(dossier: Dossier, signalement_id: UUID, audit_id: UUID) -> None:
    """A-021 : un signalement, un audit à la fois."""
    if _attend_audit(dossier, signalement_id, audit_id, "AuditDeclenche"):
        dossier.enregistrer(AuditOuvert, audit_id=audit_id)


def enregistrer_audit_concluant(
    dossier: Dossier, signalement_id: UUID, auditeurs: Sequence[str], synthese: SyntheseEnregistree
) -> None:
    if _attend_audit(dossier, signalement_id, UUID(synthese["audit_id"]), "AuditConcluant"):
        dossier.enregistrer(
            AuditConcluantEnregistre,
            auditeurs=list(auditeurs),
            synthese=synthese,
            fiche=dossier.fiche,
        )


def ne_pas_retenir(
    dossier: Dossier, signalement_id: UUID, conclusion: NonConclusion, priorite: Priorite | None
) -> None:
    """Le refus ne vaut que pour cet audit (A-014) ; la priorité, pour sa fenêtre (A-016)."""
    if not _attend_audit(dossier, signalement_id, conclusion.audit_id, "AuditNonConcluant"):
        return
    selon = [priorite.id] if priorite else []
    dossier.enregistrer(StructureNonRetenue, selon, fiche=dossier.fiche, **vars(conclusion))
    if priorite:
        du, jusqu_au = priorite.fenetre.du, priorite.fenetre.au or LAST_DAY
        dossier.enregistrer(
            PrioriteDeRelabellisationAccordee,
            selon,
            du=du.isoformat(),
            jusqu_au=jusqu_au.isoformat(),
            fiche=dossier.fiche,
        )


def finir_priorite(dossier: Dossier, jusqu_au: date) -> None:
    """Un nouveau signalement fait tomber la priorité : rien n'expire plus."""
    en_cours = dossier.priorite_jusqu_au == jusqu_au.isoformat()
    if en_cours and attend(dossier, "ConstaterFinDePriorite"):
        dossier.enregistrer(PrioriteDeRelabellisationExpiree)


def noter_remarques_levees(dossier: Dossier, audit_id: UUID) -> None:
    """A-017 : la structure est prête à être signalée de nouveau."""
    attendu = audit_id == dossier.audit_id and not dossier.remarques_levees
    if attendu and attend(dossier, "RemarquesIntegralementLevees"):
        dossier.enregistrer(RemarquesLevees, audit_id=audit_id)


def annuler_audit(dossier: Dossier, audit_id: UUID, raison: str) -> None:
    """C.7-5 : le signalement attend un autre audit ; après le label, une alerte (C.7-7)."""
    if audit_id != dossier.audit_id or not attend(dossier, "AuditAnnule"):
        return
    if dossier.label_id:
        alerter(dossier, AUDIT_ANNULE, f"l'audit du label est annulé : {raison}")
        return
    if dossier.synthese:
        texte = f"l'audit est annulé, l'accord préalable n'a plus d'objet : {raison}"
        alerter(dossier, AUDIT_ANNULE, texte)
    dossier.enregistrer(AuditAnnuleEnregistre, audit_id=audit_id, raison=raison)


def remettre_en_cause(dossier: Dossier, audit_id: UUID, concluant: bool, raison: str) -> None:
    """C.7-7 : avant le label, rien ne se décide plus sur cet audit ; après, une alerte."""
    if audit_id != dossier.audit_id or not attend(dossier, "ConclusionRemiseEnCause"):
        return
    if dossier.label_id is None:
        dossier.enregistrer(ConclusionContestee, concluant=concluant, raison=raison)
    if not concluant:
        alerter(dossier, CONCLUSION_EN_DOUTE, f"l'audit ne serait plus concluant : {raison}")
    elif CONCLUSION_EN_DOUTE in dossier.alertes:
        classer(dossier, CONCLUSION_EN_DOUTE, f"l'audit est de nouveau concluant : {raison}")


def donner_accord(
    dossier: Dossier,
    audit_id: UUID,
    par: str,
    autorite: Organisme,
    le: date,
    validite: ValiditeAudit,
) -> None:
    """A-024 ; un audit ancien se voit, mais n'empêche rien (TMR-11)."""
    if exiger_ou_deja_fait(dossier, "DonnerAccordPrealable"):
        return
    selon = [autorite.id, validite.id]
    synthese = _exiger_audit(dossier, audit_id)
    _exiger_conclusion(dossier)
    _separer(dossier, par, {*dossier.auditeurs, dossier.signale_par}, "a audité ou signalé")
    _separer(dossier, dossier.signale_par, {*dossier.auditeurs}, "a signalé et audité")
    anciennete = (le - date.fromisoformat(synthese["conclu_le"])).days
    if anciennete > validite.jours:
        texte = f"l'audit a été conclu {anciennete} jours avant l'accord"
        alerter(dossier, "AUDIT_ANCIEN", texte, selon)
    dossier.enregistrer(
        AccordPrealableDonne,
        selon,
        accord_id=uuid5(audit_id, "accord"),
        audit_id=audit_id,
        accord_le=le.isoformat(),
        accorde_par=par,
        autorite=autorite.id,
        fiche=dossier.fiche,
    )


def refuser_accord(
    dossier: Dossier, audit_id: UUID, raison: str, selon: Iterable[str] = ()
) -> None:
    """A-024 ; le refus clôt ce signalement."""
    if exiger_ou_deja_fait(dossier, "RefuserAccordPrealable"):
        return
    _exiger_audit(dossier, audit_id)
    dossier.enregistrer(
        AccordPrealableRefuse, selon, audit_id=audit_id, raison=raison, fiche=dossier.fiche
    )


def labelliser(dossier: Dossier, par: str, date_effet: date, selon: Iterable[str] = ()) -> None:
    """A-023 ; l'accord ne sert qu'à ce label (A-024)."""
    if exiger_ou_deja_fait(dossier, "LabelliserStructure"):
        return
    _exiger_conclusion(dossier)
    _separer(dossier, par, {*dossier.auditeurs, dossier.accorde_par}, "a audité ou accordé")
    _exiger_apres(dossier, date_effet)
    assert dossier.accord_id, "the table gives ACCORD_DONNE to an agreement only"
    dossier.enregistrer(
        StructureLabellisee,
        selon,
        label_id=uuid5(dossier.accord_id, "label"),
        prefecture=par,
        date_effet=date_effet.isoformat(),
        accord_id=dossier.accord_id,
        accord_le=dossier.accord_le,
        fiche=dossier.fiche,
        maillage=dossier.maillage,
        synthese=dossier.synthese,
    )


def classer_alerte(dossier: Dossier, code: str, raison: str) -> None:
    """C.7-7 : le préfet a examiné le doute, et garde le label."""
    if not exiger_ou_deja_fait(dossier, "ClasserAlerte"):
        exiger_alerte(dossier, code)
        classer(dossier, code, raison)


def noter_alerte_qualite(dossier: Dossier, texte: str) -> None:
    """C.7-14 : le préfet apprend ce qui est en doute ; lui seul met en demeure."""
    if attend(dossier, "AlerteQualiteEmise"):
        alerter(dossier, "QUALITE", texte)


def _attend_audit(dossier: Dossier, signalement_id: UUID, audit_id: UUID, fait: str) -> bool:
    """Ni l'audit d'un autre signalement, ni ce qui se dit encore d'un audit annulé."""
    sien = signalement_id == dossier.signalement_id and audit_id not in dossier.audits_annules
    return sien and attend(dossier, fait)


def _exiger_audit(dossier: Dossier, audit_id: UUID) -> SyntheseEnregistree:
    if audit_id != dossier.audit_id or dossier.synthese is None:
        raise AuditManquant(f"L'audit {audit_id} n'est pas l'audit concluant de ce dossier.")
    return dossier.synthese


def _exiger_conclusion(dossier: Dossier) -> None:
    if dossier.conclusion_contestee:
        raise AuditConteste(
            f"L'audit de « {dossier.nom} » ne serait plus concluant "
            f"({dossier.conclusion_contestee}) : refusez l'accord, ou faites annuler l'audit."
        )


def _exiger_apres(dossier: Dossier, date_effet: date) -> None:
    assert dossier.synthese, "an agreement is given on a concluded audit only"
    conclu = date.fromisoformat(dossier.synthese["conclu_le"])
    accorde = date.fromisoformat(dossier.accord_le)
    if date_effet < max(conclu, accorde):
        raise EffetAvantDecision(
            f"Le label de « {dossier.nom} » ne peut prendre effet le {date_effet:%d/%m/%Y} : "
            f"l'audit s'est conclu le {conclu:%d/%m/%Y}, l'accord date du {accorde:%d/%m/%Y}."
        )


def _separer(dossier: Dossier, qui: str, autres: set[str], role: str) -> None:
    """INV-03, dossier par dossier."""
    if qui and qui in autres:
        raise RolesConfondus(f"« {qui} » {role} pour « {dossier.nom} » (INV-03).")
