"""Les motifs de non-labellisation : un tableau à l'écran, et le graphique d'une circulaire."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from console.aide import PILOTER, exemple
from console.departements import option_departement
from console.execution.opened import Dossier, caught_up, opened
from console.formats import EnFormat, Format
from console.jours import option_jour, ou_aujourd_hui
from console.lieux import a_ecrire
from console.tableaux import VIDE, Modele, Vue, colonne, ecrire, montre, nombre, remarques
from services.audit.motifs.questions.graphique import FORMATS, dessiner, periode, territoire
from services.audit.motifs.questions.statistiques import Statistique, compter
from shared.files import write_whole
from shared.refusal import Refus
from shared.typographie import denombrer

app = typer.Typer()


def pourcent(part: int | None) -> str:
    return VIDE if part is None else f"{part} %"


MOTIFS = Modele(
    "motifs",
    (
        colonne("motif", "", lambda part: part.motif),
        colonne("libelle", "motif", lambda part: part.libelle),
        nombre("refus", "refus", lambda part: part.nombre),
        nombre("part_pour_cent", "part", lambda part: part.part, lambda part: pourcent(part.part)),
        nombre(
            "part_publiee_pour_cent",
            "part publiée",
            lambda part: part.part_publiee,
            lambda part: pourcent(part.part_publiee),
        ),
    ),
)


@app.command("refusals", rich_help_panel=PILOTER)
@exemple("refusals --sortie essai --image motifs.svg", "refusals --format csv")
@montre(MOTIFS)
def motifs(
    sortie: Dossier = None,
    image: Annotated[
        Path | None,
        typer.Option(help="Graphique à écrire, d'extension .svg ou .png.", callback=a_ecrire),
    ] = None,
    du: Annotated[datetime | None, option_jour("Premier jour compté ; sinon, le premier.")] = None,
    au: Annotated[datetime | None, option_jour("Dernier jour compté ; sinon, ce jour.")] = None,
    departement: Annotated[str | None, option_departement("Code ; sinon, tous.")] = None,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Compte les motifs principaux de refus (A-013), près des parts publiées, et les dessine."""
    dessin = next((each for each in FORMATS if image and image.suffix == f".{each}"), None)
    if image and dessin is None:
        raise Refus(f"« {image.name} » : l'image se nomme en {' ou '.join(FORMATS)}.")
    fin = ou_aujourd_hui(au)
    with opened(["audit"], sortie) as [audit]:
        statistique = compter(caught_up(audit).model, fin, du.date() if du else None, departement)
    ecrire(format_, vue(statistique))
    if image and dessin:
        write_whole(image, dessiner(statistique, dessin))
        remarques(format_).dire(f"Graphique écrit dans {image}.")


def vue(statistique: Statistique) -> Vue:
    """Une ligne par motif, même sans refus."""
    titre = f"Motifs de non-labellisation : {territoire(statistique.departement)}"
    comptes = f"{statistique.refus} refus sur {denombrer(statistique.audits, 'audit conclu')}"
    titre = f"{titre}, {periode(statistique)}"
    return Vue(MOTIFS, statistique.parts, titre, legende=comptes)
