"""Tirer, visiter, révéler (A-028 à A-030)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from services.audit.mysteres.commands import (
    AnnulerVisiteMystere,
    RealiserVisiteMystere,
    RevelerTirage,
    TirerVisitesMysteres,
)
from services.audit.mysteres.domain.tirage_engage import TirageVisitesMysteres
from services.audit.mysteres.policies import de_la_visite
from services.audit.mysteres.rules import charger_regions, grille_du, regle_de_tirage
from services.audit.vigilance.application import alerter
from services.audit.vigilance.domain.suivi import StructureSuivie, SuiviQualite
from services.audit.vigilance.rules import seuils_du
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.refusal import RefusDefinitif, RefusDuMoment
from shared.rules.dated import Jours

Labellisees = Callable[[date], Sequence[StructureSuivie]]
"""Les structures labellisées ce jour-là."""

HANDLERS = Handlers("mysteres")


class TirageDejaFait(RefusDuMoment):
    """Un programme ne tire qu'une fois par jour : recommencer serait choisir."""


class TiragePremature(RefusDuMoment):
    """On ne connaît pas les structures qui seront labellisées demain (A-030)."""


class MotifManquant(RefusDefinitif):
    """Une visite ne s'annule pas sans dire pourquoi."""


@HANDLERS.on(TirerVisitesMysteres, creates={"tirage_id": "ONE"})
def tirer(
    commande: TirerVisitesMysteres,
    repository: Repository,
    jours: Jours,
    labellisees: Labellisees,
) -> None:
    """A-028 à A-030 : tirées parmi les structures labellisées ce jour-là ; seul l'engagement
    est publié."""
    programme, le = commande.programme, commande.le
    if le > jours.arrivee:
        raise TiragePremature(f"Le {le:%d/%m/%Y} n'est pas encore venu.")
    tirage_id = TirageVisitesMysteres.create_id(programme, le.isoformat())
    if repository.load(TirageVisitesMysteres, tirage_id):
        raise TirageDejaFait(f"« {programme} » a déjà tiré le {le:%d/%m/%Y}.")
    tirage = TirageVisitesMysteres.engager(
        programme,
        le,
        commande.nombre,
        commande.graine,
        labellisees(le),
        regle_de_tirage(replace(jours, dit=le)),
        charger_regions(),
    )
    repository.save(tirage, created={"tirage_id": tirage.id})


@HANDLERS.on(RealiserVisiteMystere)
def realiser(commande: RealiserVisiteMystere, repository: Repository, jour: date) -> None:
    """A-028 ; la note sous l'exigence donne l'alerte."""
    tirage = repository.load_or_refuse(TirageVisitesMysteres, commande.tirage_id)
    tirage.verifier_attendue(commande.cible)
    suivi = repository.load_or_refuse(SuiviQualite, SuiviQualite.create_id(commande.cible))
    grille, seuils = grille_du(jour), seuils_du(jour)
    points = {each.code: each.points for each in commande.observations}
    note = tirage.realiser(commande.cible, suivi.structure, grille, points, seuils)
    doutes, selon = de_la_visite(seuils, note), [seuils.id, grille.id]
    veille = alerter(repository, commande.cible, suivi.structure, "VISITE_MYSTERE", doutes, selon)
    repository.save(tirage, veille)


@HANDLERS.on(AnnulerVisiteMystere)
def annuler_visite(commande: AnnulerVisiteMystere, repository: Repository) -> None:
    if not commande.motif:
        raise MotifManquant("Dites pourquoi la visite n'aura pas lieu, dans le champ « motif ».")
    tirage = repository.load_or_refuse(TirageVisitesMysteres, commande.tirage_id)
    tirage.annuler(commande.cible, commande.motif)
    repository.save(tirage)


@HANDLERS.on(RevelerTirage)
def reveler(commande: RevelerTirage, repository: Repository) -> None:
    """A-029 : chacun peut refaire le tirage, et le comparer à ce qui fut publié."""
    tirage = repository.load_or_refuse(TirageVisitesMysteres, commande.tirage_id)
    tirage.reveler()
    repository.save(tirage)
