"""Un fait de la vie d'un label touche plusieurs aides : toutes en un seul enregistrement."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import cast
from uuid import UUID

from services.funding.forfait.application.droits import droits_du_label, suivie
from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.rules.regles import ReglesDuForfait
from services.funding.suivi.application import structure_suivie
from services.funding.suivi.domain.label import Fin, Sort
from services.funding.suivi.domain.structure import StructureSuivie
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
from shared.recording.repository import Repository
from shared.structures import DesignationEnregistree

HANDLERS = Handlers("labels")


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
    siens = droits_du_label(suivi, fait.label_id, repository, regles)
    repository.save(suivi, *siens, *_droits_portes(suivi, fait.label_id, repository, regles))


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
    suivi = suivie(repository, fait.structure_id, fait.label_id, regles, enregistre_le)
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
    suivi = suivie(repository, fait.structure_id, fait.label_id, regles, enregistre_le)
    suivi.apprendre_retablissement(fait.label_id, survenu_le)
    repository.save(suivi, *droits_du_label(suivi, fait.label_id, repository, regles))


@HANDLERS.on(LabelRetire, LabelRenonce, StructureFermee)
def apprendre_fin(
    fait: LabelRetire | LabelRenonce | StructureFermee,
    repository: Repository,
    enregistre_le: datetime,
    regles: ReglesDuForfait,
) -> None:
    """C.7-16 : le droit de l'année où le label cesse, et ceux des suivantes."""
    if fait.label_id is None:
        return
    suivi = suivie(repository, fait.structure_id, fait.label_id, regles, enregistre_le)
    suivi.apprendre_fin(fait.label_id, Fin(fait.date_effet, wire_name(type(fait))))
    repository.save(suivi, *droits_du_label(suivi, fait.label_id, repository, regles))


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
    if fait.label_id is None:
        return
    suivi = suivie(repository, fait.structure_id, fait.label_id, regles, enregistre_le)
    survivante = structure_suivie(repository, fait.survivante_id)
    sort: Sort = "DOUBLE" if survivante.porte_un_label_le(fait.date_effet) else "PORTE"
    fin = Fin(fait.date_effet, wire_name(type(fait)), sort, fait.survivante_id)
    suivi.apprendre_fin(fait.label_id, fin)
    if sort == "PORTE":
        survivante.recevoir(fait.structure_id, fait.label_id)
    repository.save(suivi, survivante, *droits_du_label(suivi, fait.label_id, repository, regles))


def _droits_portes(
    survivante: StructureSuivie, label_id: UUID, repository: Repository, regles: ReglesDuForfait
) -> Iterator[StructureSuivie | DroitAuForfait]:
    """C.7-17 : la survivante a son propre label ; ce qu'elle portait ne se doit pas deux fois."""
    for porte, absorbee_id in survivante.absorbees.items():
        absorbee = structure_suivie(repository, absorbee_id)
        absorbee.revoir_fin(porte, survivante.label(label_id))
        yield absorbee
        yield from droits_du_label(absorbee, porte, repository, regles)


def _designation(fiche: FicheAnnoncee) -> DesignationEnregistree:
    return cast(DesignationEnregistree, Designation.of(fiche).model_dump())
