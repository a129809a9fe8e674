"""Interroger chaque structure labellisée, chaque année (A-026)."""

from datetime import date, datetime
from typing import cast
from uuid import UUID

from services.audit.enquetes.commands import (
    CloturerCampagneEnquete,
    OuvrirCampagneEnquete,
    RepondreEnquete,
)
from services.audit.enquetes.domain import CampagneEnquete
from services.audit.enquetes.policies import de_l_enquete
from services.audit.enquetes.rules import RegleEnquetes, charger_enquetes, questionnaire
from services.audit.vigilance.application import alerter
from services.audit.vigilance.domain.suivi import LabelSuivi, SuiviQualite
from services.audit.vigilance.rules import seuils_du
from shared.clock import paris_date
from shared.contracts.labellisation import (
    FusionAnnulee,
    LabelRepris,
    LabelRetabli,
    StructureLabellisee,
)
from shared.contracts.structure import Designation
from shared.recording.handlers import Handlers
from shared.recording.repository import Introuvable, Repository
from shared.structures import DesignationEnregistree

HANDLERS = Handlers("enquetes")


@HANDLERS.on(StructureLabellisee)
def suivre(fait: StructureLabellisee, repository: Repository) -> None:
    """A-026 : une structure labellisée sera interrogée chaque année."""
    suivi = repository.load(SuiviQualite, SuiviQualite.create_id(fait.structure_id))
    regle = charger_enquetes().en_vigueur(fait.date_effet)
    label = LabelSuivi(
        label_id=fait.label_id,
        structure=cast(DesignationEnregistree, Designation.of(fait.fiche).model_dump()),
        format=fait.fiche.format,
        date_effet=fait.date_effet.isoformat(),
        enquete_le=_premiere_enquete(fait, regle, repository).isoformat(),
    )
    repository.save(_suivre(suivi, fait, label, regle))


@HANDLERS.on(LabelRepris)
def suivre_label_repris(fait: LabelRepris, repository: Repository, enregistre_le: datetime) -> None:
    """A-026, A-030, A-131 : aucune enquête ne s'ouvre à une date déjà passée."""
    suivi = repository.load(SuiviQualite, SuiviQualite.create_id(fait.structure_id))
    if suivi and suivi.label_id == fait.label_id:
        suivi.corriger_date(fait.label_id, fait.date_effet.isoformat())
    else:
        aujourd_hui = paris_date(enregistre_le)
        regle = charger_enquetes().en_vigueur(aujourd_hui)
        effet = fait.date_effet
        le = _anniversaire(fait.structure_id, regle, effet, aujourd_hui, repository)
        suivi = _suivre(suivi, fait, _label_repris(fait, le), regle)
    repository.save(suivi)


@HANDLERS.on(LabelRetabli)
def retablir(fait: LabelRetabli, repository: Repository, jour: date) -> None:
    """A-030 : l'enquête que la suspension a écartée s'ouvre au rétablissement."""
    if suivi := repository.load(SuiviQualite, SuiviQualite.create_id(fait.structure_id)):
        regle = charger_enquetes().en_vigueur(jour)
        le = _de_nouveau(suivi, regle, jour, repository).isoformat()
        suivi.retablir(fait.label_id, jour.isoformat(), le, [regle.id])
        repository.save(suivi)


@HANDLERS.on(FusionAnnulee)
def reprendre_apres_fusion(fait: FusionAnnulee, repository: Repository, jour: date) -> None:
    """A-030, C.7-17 : le label de l'absorbée n'a pas cessé."""
    suivi = repository.load(SuiviQualite, SuiviQualite.create_id(fait.structure_id))
    if suivi and fait.label_id:
        regle = charger_enquetes().en_vigueur(jour)
        le = _de_nouveau(suivi, regle, jour, repository).isoformat()
        suivi.rendre(fait.label_id, le, [regle.id])
        repository.save(suivi)


@HANDLERS.on(OuvrirCampagneEnquete)
def ouvrir_campagne(commande: OuvrirCampagneEnquete, repository: Repository) -> None:
    """A-026, TMR-08 : une campagne par an, tant que la structure est labellisée."""
    structure_id, le = commande.structure_id, commande.le
    suivi = repository.load_or_refuse(SuiviQualite, SuiviQualite.create_id(structure_id))
    if suivi.est_interrogee and _campagne(repository, structure_id, le.year) is None:
        enquetes = charger_enquetes()
        repository.save(CampagneEnquete.ouvrir(structure_id, suivi.structure, enquetes, le))


@HANDLERS.on(RepondreEnquete)
def repondre(commande: RepondreEnquete, repository: Repository, enregistre_le: datetime) -> None:
    """A-026, A-027, A-101 : l'indicateur suit chaque réponse, et peut donner l'alerte."""
    campagne = _campagne_ouverte(repository, commande.structure_id, commande.annee)
    pose, aujourd_hui = questionnaire(commande.questionnaire), paris_date(enregistre_le)
    pose.verifier_repondant(commande.acteur.role)
    seuils = seuils_du(aujourd_hui)
    campagne.repondre(
        pose, commande.notes, commande.choix, commande.commentaire, aujourd_hui, [seuils.id]
    )
    indicateur = campagne.indicateurs[pose.public]
    doutes = de_l_enquete(seuils, campagne.annee, pose.public, indicateur)
    selon = [pose.id, seuils.id]
    veille = alerter(
        repository, campagne.structure_id, campagne.structure, "ENQUETE", doutes, selon
    )
    repository.save(campagne, veille)


@HANDLERS.on(CloturerCampagneEnquete)
def cloturer_campagne(commande: CloturerCampagneEnquete, repository: Repository) -> None:
    campagne = _campagne_ouverte(repository, commande.structure_id, commande.annee)
    campagne.cloturer()
    repository.save(campagne)


def _premiere_enquete(
    fait: StructureLabellisee, regle: RegleEnquetes, repository: Repository
) -> date:
    """Une structure relabellisée dans l'année y a déjà sa campagne : la suivante l'attend."""
    le = regle.premiere(fait.date_effet)
    while _campagne(repository, fait.structure_id, le.year):
        le = regle.suivante(le)
    return le


def _de_nouveau(
    suivi: SuiviQualite, regle: RegleEnquetes, jour: date, repository: Repository
) -> date:
    """Ce jour, si l'enquête de l'année a été écartée ; à défaut, au prochain anniversaire."""
    le = _anniversaire(
        suivi.structure_id, regle, date.fromisoformat(suivi.date_effet), jour, repository
    )
    ecartee = le.year > jour.year and not _campagne(repository, suivi.structure_id, jour.year)
    return jour if ecartee else le


def _anniversaire(
    structure_id: UUID,
    regle: RegleEnquetes,
    date_effet: date,
    jour: date,
    repository: Repository,
) -> date:
    """Le premier, ce jour ou après, d'une année qui n'a pas encore sa campagne."""
    le = regle.premiere(date_effet)
    while le < jour or _campagne(repository, structure_id, le.year):
        le = regle.suivante(le)
    return le


def _label_repris(fait: LabelRepris, enquete_le: date) -> LabelSuivi:
    return LabelSuivi(
        label_id=fait.label_id,
        structure=cast(DesignationEnregistree, fait.structure.model_dump()),
        format=fait.format,
        date_effet=fait.date_effet.isoformat(),
        enquete_le=enquete_le.isoformat(),
    )


def _suivre(
    suivi: SuiviQualite | None,
    fait: StructureLabellisee | LabelRepris,
    label: LabelSuivi,
    regle: RegleEnquetes,
) -> SuiviQualite:
    if suivi is None:
        return SuiviQualite.ouvrir(fait.structure_id, label, [regle.id])
    suivi.reprendre(label, [regle.id])
    return suivi


def _campagne(repository: Repository, structure_id: UUID, annee: int) -> CampagneEnquete | None:
    return repository.load(CampagneEnquete, CampagneEnquete.create_id(structure_id, annee))


def _campagne_ouverte(repository: Repository, structure_id: UUID, annee: int) -> CampagneEnquete:
    if campagne := _campagne(repository, structure_id, annee):
        return campagne
    raise Introuvable(f"Aucune campagne d'enquête {annee} n'est ouverte pour la structure.")
