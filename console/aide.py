"""Les rubriques sous lesquelles l'aide range les commandes, et les exemples de leur page."""

from collections.abc import Callable
from typing import Any, TypeVar

ESSAYER = "Essayer, remonter"
JUSTIFIER = "Comprendre et justifier"
PILOTER = "Piloter"
EXPLOITER = "Exploiter"
INSTALLER = "Installer, mettre à jour"
DECRIRE = "Écrire les documents de référence"
RUBRIQUES = (ESSAYER, JUSTIFIER, PILOTER, EXPLOITER, INSTALLER, DECRIRE)
"""Dans l'ordre de l'aide."""

EXEMPLES = "exemples"
TABLEAUX = "tableaux"
"""Où une commande porte ses exemples, et les tableaux qu'elle écrit (console/tableaux.py)."""

F = TypeVar("F", bound=Callable[..., Any])


def exemple(*lignes: str) -> Callable[[F], F]:
    """Ce que l'on tape après `france-services` ; docs/commandes.md le montre."""

    def noter(commande: F) -> F:
        setattr(commande, EXEMPLES, lignes)
        return commande

    return noter
