"""Les motifs de non-labellisation : un tableau à l'écran, et le graphique d'une circulaire."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from console.aide import PILOTER, exemple
from console.departements import option_departement
from console.execution.opened import Dossier, caught_up, opened
from console.jours import option_jour, ou_aujourd_hui
from console.lieux import a_ecrire
from console.screen import Tableau, Text, console
from services.audit.motifs.questions.graphique import FORMATS, dessiner, periode, territoire
from services.audit.motifs.questions.statistiques import Part, Statistique, compter
from shared.files import write_whole
from shared.refusal import Refus
from shared.typographie import denombrer

app = typer.Typer()


@app.command("refusals", rich_help_panel=PILOTER)
@exemple("refusals --sortie essai --image motifs.svg")
def motifs(
    sortie: Dossier = None,
    image: Annotated[
        Path | None,
        typer.Option(help="Graphique à écrire, d'extension .svg ou .png.", callback=a_ecrire),
    ] = None,
    du: Annotated[datetime | None, option_jour("Premier jour compté ; sinon, le premier.")] = None,
    au: Annotated[datetime | None, option_jour("Dernier jour compté ; sinon, ce jour.")] = None,
    departement: Annotated[str | None, option_departement("Code ; sinon, tous.")] = None,
) -> None:
    """Compte les motifs principaux de refus (A-013), près des parts publiées, et les dessine."""
    format = next((each for each in FORMATS if image and image.suffix == f".{each}"), None)
    if image and format is None:
        raise Refus(f"« {image.name} » : l'image se nomme en {' ou '.join(FORMATS)}.")
    fin = ou_aujourd_hui(au)
    with opened(["audit"], sortie) as [audit]:
        statistique = compter(caught_up(audit).model, fin, du.date() if du else None, departement)
    console.print(tableau(statistique))
    if image and format:
        write_whole(image, dessiner(statistique, format))
        console.dire(f"Graphique écrit dans {image}.")


def tableau(statistique: Statistique) -> Tableau:
    titre = f"Motifs de non-labellisation : {territoire(statistique.departement)}"
    comptes = f"{statistique.refus} refus sur {denombrer(statistique.audits, 'audit conclu')}"
    table = Tableau(title=Text(f"{titre}, {periode(statistique)}", "bold"), caption=comptes)
    table.add_column("motif")
    for colonne in ("refus", "part", "part publiée"):
        table.add_column(colonne, justify="right")
    for part in statistique.parts:
        table.add_row(*map(Text, cellules(part)))
    return table


def cellules(part: Part) -> tuple[str, str, str, str]:
    return part.libelle, str(part.nombre), pourcent(part.part), pourcent(part.part_publiee)


def pourcent(part: int | None) -> str:
    return "—" if part is None else f"{part} %"
