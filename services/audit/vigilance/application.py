"""Suivre les structures labellisées, alerter, lever une alerte ; aucune ne retire un label."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast, get_args
from uuid import UUID

from services.audit.referentiels.domain import est_mobile
from services.audit.referentiels.rules.chargement import referentiel_en_vigueur
from services.audit.vigilance.commands import LeverAlerte
from services.audit.vigilance.domain.suivi import SuiviQualite
from services.audit.vigilance.domain.veille import Doute, Origine, Veille
from services.audit.vigilance.policies import de_l_effectif, des_horaires
from shared.contracts.labellisation import (
    FinDeLabel,
    HorairesModifies,
    LabelSuspendu,
)
from shared.contracts.onboarding import AgentDesinscrit
from shared.contracts.structure import Designation
from shared.horaires import lire_semaine
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.structures import DesignationEnregistree

HANDLERS = Handlers("vigilance")


@HANDLERS.on(*get_args(FinDeLabel))
def quitter(fait: FinDeLabel, repository: Repository) -> None:
    """Une structure dont le label cesse n'est plus ni interrogée, ni tirée."""
    if suivi := repository.load(SuiviQualite, SuiviQualite.create_id(fait.structure_id)):
        suivi.clore(fait.label_id, fait.date_effet.isoformat())
        repository.save(suivi)


@HANDLERS.on(LabelSuspendu)
def suspendre(fait: LabelSuspendu, repository: Repository, jour: date) -> None:
    """A-030 : tant que son label est suspendu, une structure n'est ni interrogée, ni tirée."""
    if suivi := repository.load(SuiviQualite, SuiviQualite.create_id(fait.structure_id)):
        suivi.suspendre(fait.label_id, jour.isoformat())
        repository.save(suivi)


@HANDLERS.on(AgentDesinscrit)
def revoir_effectif(fait: AgentDesinscrit, repository: Repository, jour: date) -> None:
    """C.7-14."""
    if suivi := suivie(repository, fait.structure_id):
        referentiel = referentiel_en_vigueur(jour)
        doutes = de_l_effectif(referentiel, est_mobile(suivi.format), fait.agents)
        veille = alerter(
            repository, fait.structure_id, suivi.structure, "EFFECTIF", doutes, [referentiel.id]
        )
        repository.save(veille)


@HANDLERS.on(HorairesModifies)
def revoir_horaires(fait: HorairesModifies, repository: Repository, jour: date) -> None:
    """A-078, A-079."""
    fiche = fait.fiche
    if suivie(repository, fait.structure_id):
        referentiel = referentiel_en_vigueur(jour)
        semaine = lire_semaine(fiche.horaires)
        doutes = des_horaires(
            referentiel, est_mobile(fiche.format), semaine, fiche.commentaire_horaires
        )
        structure = cast(DesignationEnregistree, Designation.of(fiche).model_dump())
        veille = alerter(
            repository, fait.structure_id, structure, "HORAIRES", doutes, [referentiel.id]
        )
        repository.save(veille)


def _departement(commande: LeverAlerte, repository: Repository) -> list[str]:
    return [_veille(commande, repository).departement]


@HANDLERS.on(LeverAlerte, within=_departement)
def lever_alerte(commande: LeverAlerte, repository: Repository) -> None:
    veille = _veille(commande, repository)
    veille.lever(commande.alerte_id, commande.motif)
    repository.save(veille)


def suivie(repository: Repository, structure_id: UUID) -> SuiviQualite | None:
    """Le suivi de la structure, si elle a le label."""
    suivi = repository.load(SuiviQualite, SuiviQualite.create_id(structure_id))
    return suivi if suivi and suivi.est_labellisee else None


def alerter(
    repository: Repository,
    structure_id: UUID,
    structure: DesignationEnregistree,
    origine: Origine,
    doutes: Iterable[Doute],
    selon: Sequence[str],
) -> Veille | None:
    """La veille de la structure, à enregistrer ; None, s'il n'y a aucun doute."""
    veille: Veille | None = None
    for doute in doutes:
        known = veille or repository.load(Veille, Veille.create_id(structure_id))
        veille = known or Veille.ouvrir(structure_id, structure["departement"], selon)
        veille.alerter(structure, origine, doute, selon)
    return veille


def _veille(commande: LeverAlerte, repository: Repository) -> Veille:
    return repository.load_or_refuse(Veille, Veille.create_id(commande.structure_id))
