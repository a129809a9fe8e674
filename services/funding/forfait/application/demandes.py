"""Ouvrir le droit d'une année, ou faire décider de nouveau ceux qui ne sont pas ouverts."""

from datetime import date, datetime

from services.funding.forfait.application.droits import (
    accorder,
    connu,
    decision,
    droits_du_label,
    suivie,
)
from services.funding.forfait.commands import OuvrirDroitAnnuel, ReexaminerDroits
from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.rules.regles import ReglesDuForfait
from services.funding.suivi.domain.label import Label
from services.funding.suivi.domain.structure import StructureSuivie
from shared.recording.handlers import Handlers
from shared.recording.repository import Introuvable, Repository
from shared.refusal import RefusDuMoment

HANDLERS = Handlers("forfait")


class DroitInchange(RefusDuMoment):
    """Un droit examiné de nouveau reste ce qu'il était : rien de nouveau ne l'ouvre (D.3)."""


@HANDLERS.on(OuvrirDroitAnnuel)
def ouvrir_droit_annuel(
    commande: OuvrirDroitAnnuel,
    repository: Repository,
    enregistre_le: datetime,
    regles: ReglesDuForfait,
) -> None:
    """A-032 : un label qui a cessé n'ouvre plus rien ; suspendu, son droit attend."""
    structure_id, label_id = commande.structure_id, commande.label_id
    suivi = suivie(repository, structure_id, label_id, regles, enregistre_le)
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
    suivi = suivie(repository, structure_id, label_id, regles, enregistre_le)
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
