"""La commande de l'essai."""

from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from console.aide import ESSAYER, exemple
from console.execution.opened import Sortie, ready
from console.lieux import a_ecrire, a_lire, dossier_a_lire, dossier_a_remplir
from console.screen import console
from shared.clock import SimulatedClock

app = typer.Typer()
DOSSIERS = ("annexes", "courriels")
"""Ce que l'essai remplit, dans son dossier."""


@app.command(rich_help_panel=ESSAYER)
@exemple("demo", "demo --liste LISTE.csv --sortie essai")
def demo(
    liste: Annotated[
        Path | None,
        typer.Option(
            help="Tableau de remontée ou liste ANCT ; sinon, l'échantillon.", callback=a_lire
        ),
    ] = None,
    sortie: Sortie = Path("demo"),
    geographie: Annotated[
        Path | None,
        typer.Option(
            help="Dossier du code officiel géographique (INSEE).", callback=dossier_a_lire
        ),
    ] = None,
    image: Annotated[
        Path | None,
        typer.Option(help="Image du bilan et d'un label, à écrire (SVG).", callback=a_ecrire),
    ] = None,
) -> None:
    """Joue tout le programme, du 15 septembre 2019 au 1er mars 2020, sans aucun serveur."""
    from console.essai.affichage import montrer
    from console.essai.demo import DEBUT, essai_d_une_liste, essai_de_l_echantillon

    with as_file(files("console") / "echantillon") as dossier:
        essai = (
            essai_d_une_liste(liste, sortie, geographie)
            if liste
            else essai_de_l_echantillon(dossier, sortie)
        )
        dossier_a_remplir([sortie / nom for nom in DOSSIERS])
        ready(sortie)
        montrer(console, essai, SimulatedClock(DEBUT), image)
