"""Un fait de la vie d'un label touche plusieurs aides : toutes en un seul enregistrement."""

from datetime import date, datetime
from typing import cast
from uuid import UUID

from services.funding.forfait.application import (
    accorder,
    connu,
    decision,
    droits_du_label,
    reprendre,
)
from services.funding.forfait.commands import OuvrirDroitAnnuel, ReexaminerDroits
from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.rules.regles import ReglesDuForfait
from services.funding.garantie.application import clore_garantie, remplacer_garantie
from services.funding.suivi.application import structure_suivie
from services.funding.suivi.domain.label import Fin, Label, Sort
from services.funding.suivi.domain.structure import StructureSuivie
from shared.clock import paris_date
from shared.contracts.labellisation import (
    LabelRenonce,
    LabelRetabli,
    LabelRetire,
    LabelSuspendu,
    PorteurChange,
    StructureFermee,
    StructureLabellisee,
    StructuresFusionnees,
)
from shared.contracts.structure import Designation, FicheAnnoncee
from shared.recording.handlers import Handlers
from shared.recording.message_context import wire_name
from shared.recording.repository import Introuvable, Repository
from shared.refusal import RefusDuMoment
from shared.structures import DesignationEnregistree

HANDLERS = Handlers("labels")


class DroitInchange(RefusDuMoment):
    """Un droit examiné de nouveau reste ce qu'il était : rien de nouveau ne l'ouvre (D.3)."""


@HANDLERS.on(StructureLabellisee)
def apprendre_label(
    fait: StructureLabellisee, repository: Repository, jour: date, regles: ReglesDuForfait
) -> None:
    """A-032 : le droit de l'année où le label prend effet ; le 1er janvier ouvre les suivants."""
    suivi = structure_suivie(repository, fait.structure_id)
    suivi.apprendre_label(
        fait.label_id,
        fait.date_effet,
        [fait.date_effet.year],
        _designation(fait.fiche),
        [fait.fiche.porteur_type],
        jour,
    )
    droits = droits_du_label(suivi, fait.label_id, repository, regles)
    repository.save(suivi, *droits, remplacer_garantie(fait, repository))


@HANDLERS.on(PorteurChange)
def apprendre_porteur(fait: PorteurChange, repository: Repository, jour: date) -> None:
    """Le porteur du 1er janvier décide du droit de l'année ; un droit ouvert ne change pas."""
    suivi = structure_suivie(repository, fait.structure_id)
    suivi.apprendre_porteur([fait.fiche.porteur_type], _designation(fait.fiche), jour)
    repository.save(suivi)


@HANDLERS.on(LabelSuspendu)
def apprendre_suspension(
    fait: LabelSuspendu,
    repository: Repository,
    survenu_le: datetime,
    enregistre_le: datetime,
    regles: ReglesDuForfait,
) -> None:
    suivi = _suivie(repository, fait.structure_id, fait.label_id, regles, enregistre_le)
    suivi.apprendre_suspension(fait.label_id, survenu_le)
    repository.save(suivi, *droits_du_label(suivi, fait.label_id, repository, regles))


@HANDLERS.on(LabelRetabli)
def apprendre_retablissement(
    fait: LabelRetabli,
    repository: Repository,
    survenu_le: datetime,
    enregistre_le: datetime,
    regles: ReglesDuForfait,
) -> None:
    suivi = _suivie(repository, fait.structure_id, fait.label_id, regles, enregistre_le)
    suivi.apprendre_retablissement(fait.label_id, survenu_le)
    repository.save(suivi, *droits_du_label(suivi, fait.label_id, repository, regles))


@HANDLERS.on(LabelRetire, LabelRenonce, StructureFermee)
def apprendre_fin(
    fait: LabelRetire | LabelRenonce | StructureFermee,
    repository: Repository,
    enregistre_le: datetime,
    regles: ReglesDuForfait,
) -> None:
    """C.7-16, C.7-8 : le droit de l'année où le label cesse, ceux des suivantes, et la garantie."""
    garantie = clore_garantie(fait, repository)
    if fait.label_id is None:
        repository.save(garantie)
        return
    suivi = _suivie(repository, fait.structure_id, fait.label_id, regles, enregistre_le)
    suivi.apprendre_fin(fait.label_id, Fin(fait.date_effet, wire_name(type(fait))))
    droits = droits_du_label(suivi, fait.label_id, repository, regles)
    repository.save(suivi, *droits, garantie)


@HANDLERS.on(StructuresFusionnees)
def apprendre_fusion(
    fait: StructuresFusionnees,
    repository: Repository,
    enregistre_le: datetime,
    regles: ReglesDuForfait,
) -> None:
    """C.7-17 : la survivante garde le droit de son label ; sans label, elle porte celui de l'autre.

    C'est ici que l'annulation d'une fusion rendra au label ce que la fusion lui a ôté.
    """
    garantie = clore_garantie(fait, repository)
    if fait.label_id is None:
        repository.save(garantie)
        return
    suivi = _suivie(repository, fait.structure_id, fait.label_id, regles, enregistre_le)
    survivante = structure_suivie(repository, fait.survivante_id)
    sort: Sort = "DOUBLE" if survivante.porte_un_label_le(fait.date_effet) else "PORTE"
    fin = Fin(fait.date_effet, wire_name(type(fait)), sort, fait.survivante_id)
    suivi.apprendre_fin(fait.label_id, fin)
    droits = droits_du_label(suivi, fait.label_id, repository, regles)
    repository.save(suivi, *droits, garantie)


@HANDLERS.on(OuvrirDroitAnnuel)
def ouvrir_droit_annuel(
    commande: OuvrirDroitAnnuel,
    repository: Repository,
    enregistre_le: datetime,
    regles: ReglesDuForfait,
) -> None:
    """A-032 : un label qui a cessé n'ouvre plus rien ; suspendu, son droit attend."""
    structure_id, label_id = commande.structure_id, commande.label_id
    suivi = _suivie(repository, structure_id, label_id, regles, enregistre_le)
    label = suivi.label(label_id)
    if not label.annees or not label.vaut_le(date(commande.annee, 1, 1)):
        return
    if commande.annee not in label.annees:
        suivi.examiner(label_id, commande.annee)
    repository.save(suivi, *droits_du_label(suivi, label_id, repository, regles))


@HANDLERS.on(ReexaminerDroits)
def reexaminer_droits(
    commande: ReexaminerDroits,
    repository: Repository,
    enregistre_le: datetime,
    regles: ReglesDuForfait,
) -> None:
    """D.3 : ce que le barème donne désormais, ou que le porteur connu décide, s'ouvre."""
    structure_id, label_id = commande.structure_id, commande.label_id
    suivi = _suivie(repository, structure_id, label_id, regles, enregistre_le)
    label = suivi.label(label_id)
    annees = sorted(label.annees if commande.annee is None else {commande.annee} & label.annees)
    if not annees:
        raise Introuvable(f"Aucun droit de cette structure ne répond au label {label_id}.")
    droits = [each for annee in annees if (each := connu(repository, label_id, annee))]
    for each in droits:
        _reexaminer(suivi, label, each, regles)
    if not any(each.pending_events for each in droits):
        raise DroitInchange(" ".join(_pourquoi(each) for each in droits))
    for each in droits:
        suivi.examiner(label_id, each.annee)
    repository.save(suivi, *droits)


def _reexaminer(
    suivi: StructureSuivie, label: Label, droit: DroitAuForfait, regles: ReglesDuForfait
) -> None:
    if label.jours_valables(droit.annee):
        droit.reexaminer(decision(suivi, label, droit.annee, regles))
        accorder(droit, label, regles)


def _pourquoi(droit: DroitAuForfait) -> str:
    """« Le droit de 2025 reste refusé : … »."""
    if droit.montant_centimes is not None:
        return f"Le droit de {droit.annee} est déjà décidé."
    return f"Le droit de {droit.annee} n'a rien de nouveau : {droit.raison}"


def _suivie(
    repository: Repository,
    structure_id: UUID,
    label_id: UUID,
    regles: ReglesDuForfait,
    enregistre_le: datetime,
) -> StructureSuivie:
    suivi = structure_suivie(repository, structure_id)
    reprendre(suivi, label_id, repository, regles, paris_date(enregistre_le))
    return suivi


def _designation(fiche: FicheAnnoncee) -> DesignationEnregistree:
    return cast(DesignationEnregistree, Designation.of(fiche).model_dump())
