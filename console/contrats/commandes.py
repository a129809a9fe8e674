"""Les commandes qui écrivent les contrats, et la vie d'un dossier."""

from pathlib import Path

import typer

from console.aide import DECRIRE, exemple
from console.execution.opened import Sortie
from console.screen import console

app = typer.Typer()


@app.command(rich_help_panel=DECRIRE)
@exemple("states --sortie docs")
def states(sortie: Sortie = Path("docs")) -> None:
    """Écrit la vie d'un dossier telle que sa table la dit : une page et un dessin."""
    from console.contrats.etats import ecrire

    console.dire(f"{', '.join(ecrire(sortie))} : écrits dans {sortie}.")


@app.command(rich_help_panel=DECRIRE)
@exemple("contracts --sortie docs/contrats")
def contracts(sortie: Sortie = Path("docs/contrats")) -> None:
    """Écrit les contrats : AsyncAPI, OpenAPI, une page, un schéma JSON par message."""
    from console.contrats.publication import ecrire

    for perime in ecrire(sortie):
        console.dire(f"{perime} ne correspond plus à aucun message : à retirer si c'est voulu.")
    console.dire(f"Contrats écrits dans {sortie}.")
