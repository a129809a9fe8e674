"""Remonter le tableau d'un préfet, et en rendre compte."""

from collections.abc import Sequence
from pathlib import Path

from console.execution.opened import caught_up, opened, recipient
from console.imports.importation import remonter
from console.imports.report import montrer_import
from console.progress import shown
from console.screen import console
from services.labellisation.tableau.questions import (
    AUCUNE,
    IdentitesConnues,
    identites_connues,
    lire_tableau,
)
from shared.clock import SystemClock
from shared.refusal import Refus


def remonter_et_montrer(
    tableaux: Sequence[Path], departement: str | None, sortie: Path | None, rapport: Path
) -> bool:
    """Vrai si des lignes sont rejetées."""
    if departement is None or len(tableaux) != 1:
        raise Refus(
            "Une remontée a un seul tableau et un département : donnez --departement ; "
            "pour des listes publiées, ajoutez --historique."
        )
    tableau = lire_tableau(tableaux[0], departement=departement)
    identites = identites_du_dossier(sortie)
    with shown(console) as progress, recipient(sortie) as send:
        rendu = remonter(
            tableau,
            SystemClock().now(),
            send,
            lambda fait, total: progress.step("Lignes", fait, total),
            identites,
        )
    montrer_import(console, rendu, rapport)
    return bool(rendu.rejets)


def identites_du_dossier(sortie: Path | None) -> IdentitesConnues:
    """Celles du dossier d'un essai ; sur des serveurs, la console n'a pas à lire la base."""
    if sortie is None or not sortie.is_dir():
        return AUCUNE
    with opened(["labellisation"], sortie) as [labellisation]:
        return identites_connues(caught_up(labellisation).model)
