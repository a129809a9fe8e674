"""La commande qui écrit les pages de référence."""

from pathlib import Path

import typer

from console.aide import DECRIRE, exemple
from console.execution.opened import Sortie
from console.screen import console

app = typer.Typer()


@app.command(rich_help_panel=DECRIRE)
@exemple("docs --sortie docs")
def docs(contexte: typer.Context, sortie: Sortie = Path("docs")) -> None:
    """Écrit les pages de référence : commandes, réglages, bornes, refus, services."""
    from console.reference.ecriture import ecrire

    ecrites = ecrire(contexte.find_root().command, sortie)
    console.dire(f"{', '.join(ecrites)} : écrites dans {sortie}.")
