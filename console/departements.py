"""Le département d'une commande : le même code, qu'il soit écrit 1, 01, 2b ou 2B."""

from typing import Any

import typer

from shared.departements.lecture import lire_departement


def option_departement(aide: str) -> Any:
    """Un département inconnu est refusé avant que rien ne soit fait."""
    return typer.Option(parser=lire_departement, metavar="CODE", help=aide)


def argument_departement(aide: str) -> Any:
    return typer.Argument(parser=lire_departement, metavar="CODE", help=aide)
