"""Quelques vies de labels : suspendus, rétablis, retirés, abandonnés, fermés, fusionnés."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from console.acteurs import agence, prefecture
from console.essai.simulation import Prevu
from services.labellisation.fusion.commands import FusionnerStructures
from services.labellisation.label.commands import (
    FermerStructure,
    MettreEnDemeure,
    RenoncerAuLabel,
    RetablirLabel,
    RetirerLabel,
    SuspendreLabel,
)
from services.labellisation.tableau.questions import Ligne
from shared.clock import PARIS
from shared.messages.actors import Acteur
from shared.messages.commands import Command

MANQUEMENTS = [{"critere": "AGT-01", "constat": "un seul agent présent"}]
Acte = tuple[type[Command], int, dict[str, Any]]
"""Une demande, tant de jours après la première, et ce qu'elle dit."""
SORTS: dict[str, Sequence[Acte]] = {
    "suspendue puis rétablie": (
        (MettreEnDemeure, 0, {"manquements": MANQUEMENTS}),
        (SuspendreLabel, 30, {"motif": "plus d'agent à l'accueil"}),
        (RetablirLabel, 150, {"raison": "deux agents sont revenus"}),
    ),
    "retirée": (
        (MettreEnDemeure, 0, {"manquements": MANQUEMENTS}),
        (RetirerLabel, 75, {"motif": "locaux fermés"}),
    ),
    "abandonnée": ((RenoncerAuLabel, 0, {"raison": "le porteur cesse"}),),
    "fermée": ((FermerStructure, 0, {"raison": "bail fini"}),),
}
DEBUTS = (
    date(2020, 6, 10),
    date(2021, 3, 8),
    date(2021, 11, 20),
    date(2022, 5, 3),
    date(2023, 9, 5),
)
FUSIONS = DEBUTS[1:3]
A_EFFET = (RetirerLabel, RenoncerAuLabel, FermerStructure)


def vies(lignes: Sequence[Ligne]) -> Iterator[Prevu]:
    """À chaque date, une structure de plus pour chaque sort ; puis deux fusions, s'il en reste."""
    sorts = list(product(DEBUTS, SORTS.values()))
    for ligne, (debut, actes) in zip(lignes, sorts, strict=False):
        yield from (_acte(ligne, debut, *acte) for acte in actes)
    for debut, deux in zip(FUSIONS, _deux_a_deux(lignes[len(sorts) :]), strict=False):
        yield _fusion(*deux, debut)


def _deux_a_deux(lignes: Sequence[Ligne]) -> Iterator[tuple[Ligne, Ligne]]:
    return zip(lignes[::2], lignes[1::2], strict=False)


def _acte(ligne: Ligne, debut: date, kind: type[Command], apres: int, dit: dict[str, Any]) -> Prevu:
    le = debut + timedelta(days=apres)
    acteur = prefecture(ligne.fiche.departement)
    if kind is RenoncerAuLabel:
        acteur = Acteur(role="PORTEUR", id="porteur", structure_id=ligne.structure_id)
    effet = {"date_effet": le} if kind in A_EFFET else {}
    return _demande(ligne, kind, le, acteur, {**dit, **effet})


def _fusion(garde: Ligne, absorbee: Ligne, le: date) -> Prevu:
    dit = {"absorbee_id": absorbee.structure_id, "date_effet": le}
    return _demande(garde, FusionnerStructures, le, agence(le), dit)


def _demande(
    ligne: Ligne, kind: type[Command], le: date, acteur: Acteur, dit: dict[str, Any]
) -> Prevu:
    jour = datetime.combine(le, time(11), PARIS)
    entete = {
        "message_id": uuid5(NAMESPACE_URL, f"calendrier {kind.__name__} {ligne.structure_id} {le}"),
        "acteur": acteur,
        "survenu_le": jour,
        "structure_id": ligne.structure_id,
    }
    return jour, kind.model_validate({**entete, **dit})
