"""Un fait de la vie d'un label touche plusieurs aides : toutes en un seul enregistrement."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import cast
from uuid import UUID

from services.funding.forfait.application.droits import droits_du_label, suivie
from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.rules.regles import ReglesDuForfait
from services.funding.garantie.application import (
    clore_garantie,
    remplacer_garantie,
    reprendre_garantie,
)
from services.funding.itinerance.application.situations import (
    suivre_annulation,
    suivre_fin,
    suivre_label,
    suivre_suspension,
)
from services.funding.suivi.application import structure_suivie
from services.funding.suivi.domain.label import Fin, Sort
from services.funding.suivi.domain.structure import StructureSuivie
from shared.clock import paris_date
from shared.contracts.labellisation import (
    FinDeLabel,
    FusionAnnulee,
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
from shared.recording.aggregates import Aggregate
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
    droits = droits_du_label(suivi, fait.label_id, repository, regles)
    portes = _droits_portes(suivi, fait.label_id, repository, regles)
    autres = [remplacer_garantie(fait, repository), *suivre_label(fait, repository)]
    repository.save(suivi, *droits, *portes, *autres)


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
    droits = droits_du_label(suivi, fait.label_id, repository, regles)
    repository.save(suivi, *droits, suivre_suspension(fait, repository))


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
    droits = droits_du_label(suivi, fait.label_id, repository, regles)
    repository.save(suivi, *droits, suivre_suspension(fait, repository))


@HANDLERS.on(LabelRetire, LabelRenonce, StructureFermee)
def apprendre_fin(
    fait: LabelRetire | LabelRenonce | StructureFermee,
    repository: Repository,
    enregistre_le: datetime,
    regles: ReglesDuForfait,
) -> None:
    """C.7-8, C.7-16 : le droit de l'année où le label cesse, ceux des suivantes ; la garantie."""
    autres = _autres_aides(fait, repository, enregistre_le)
    if fait.label_id is None:
        return repository.save(*autres)
    suivi = suivie(repository, fait.structure_id, fait.label_id, regles, enregistre_le)
    suivi.apprendre_fin(fait.label_id, Fin(fait.date_effet, wire_name(type(fait))))
    droits = droits_du_label(suivi, fait.label_id, repository, regles)
    repository.save(suivi, *droits, *autres)


@HANDLERS.on(StructuresFusionnees)
def apprendre_fusion(
    fait: StructuresFusionnees,
    repository: Repository,
    enregistre_le: datetime,
    regles: ReglesDuForfait,
) -> None:
    """C.7-17 : la survivante garde son droit ; sans label, elle porte celui de l'absorbée."""
    autres = _autres_aides(fait, repository, enregistre_le)
    if fait.label_id is None:
        return repository.save(*autres)
    suivi = suivie(repository, fait.structure_id, fait.label_id, regles, enregistre_le)
    survivante = structure_suivie(repository, fait.survivante_id)
    sort: Sort = "DOUBLE" if survivante.porte_un_label_le(fait.date_effet) else "PORTE"
    fin = Fin(fait.date_effet, wire_name(type(fait)), sort, fait.survivante_id)
    suivi.apprendre_fin(fait.label_id, fin)
    if sort == "PORTE":
        survivante.recevoir(fait.structure_id, fait.label_id)
    droits = droits_du_label(suivi, fait.label_id, repository, regles)
    repository.save(suivi, survivante, *droits, *autres)


@HANDLERS.on(FusionAnnulee)
def apprendre_annulation(
    fait: FusionAnnulee, repository: Repository, enregistre_le: datetime, regles: ReglesDuForfait
) -> None:
    """C.7-17 : le label n'a pas cessé ; ses droits reprennent, ceux des années passées aussi."""
    garanties = reprendre_garantie(fait, repository, paris_date(enregistre_le))
    if fait.label_id is None:
        return repository.save(*garanties)
    suivi = suivie(repository, fait.structure_id, fait.label_id, regles, enregistre_le)
    suivi.annuler_fusion(fait.label_id)
    label = suivi.label(fait.label_id)
    for annee in range(max(label.annees, default=9999) + 1, paris_date(enregistre_le).year + 1):
        suivi.examiner(fait.label_id, annee)
    droits = droits_du_label(suivi, fait.label_id, repository, regles)
    autres = [*garanties, *suivre_annulation(fait, fait.label_id, repository)]
    repository.save(suivi, *droits, *autres)


def _droits_portes(
    survivante: StructureSuivie, label_id: UUID, repository: Repository, regles: ReglesDuForfait
) -> Iterator[StructureSuivie | DroitAuForfait]:
    """C.7-17 : la survivante a son propre label ; ce qu'elle portait ne se doit pas deux fois."""
    for porte, absorbee_id in survivante.absorbees.items():
        absorbee = structure_suivie(repository, absorbee_id)
        absorbee.revoir_fin(porte, survivante.label(label_id))
        yield absorbee
        yield from droits_du_label(absorbee, porte, repository, regles)


def _autres_aides(
    fait: FinDeLabel, repository: Repository, enregistre_le: datetime
) -> list[Aggregate | None]:
    return [*clore_garantie(fait, repository), *suivre_fin(fait, repository, enregistre_le)]


def _designation(fiche: FicheAnnoncee) -> DesignationEnregistree:
    return cast(DesignationEnregistree, Designation.of(fiche).model_dump())
