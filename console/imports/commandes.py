"""Les commandes de ce qui entre : tableaux, listes publiées, code officiel géographique."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from console.aide import ESSAYER, exemple
from console.codes import Code
from console.departements import option_departement
from console.execution.opened import Dossier, opened
from console.imports.campagnes import app as campagnes
from console.jours import option_jour
from console.lieux import a_lire, dossier_a_lire, dossier_a_remplir
from console.screen import console
from shared.refusal import Refus
from shared.typographie import denombrer

app = typer.Typer()
app.add_typer(campagnes)


@app.command("import", rich_help_panel=ESSAYER)
@exemple(
    "import TABLEAU.xlsx --departement 15",
    "import --historique liste_fs_20200206.csv --sortie essai",
    "import --msap msap.csv --date 2020-01-15 --sortie essai",
)
def import_(
    tableaux: Annotated[
        list[Path],
        typer.Argument(
            help="Tableau de remontée, listes publiées ou relevé des MSAP (CSV ou XLSX).",
            callback=a_lire,
        ),
    ],
    departement: Annotated[
        str | None, option_departement("Code du département du préfet qui remonte, ou inscrit.")
    ] = None,
    sortie: Dossier = None,
    rapport: Annotated[
        Path,
        typer.Option(
            help="Dossier du compte rendu, ligne par ligne (CSV) ; aucun autre n'y est remplacé.",
            callback=dossier_a_remplir,
        ),
    ] = Path("."),
    historique: Annotated[
        bool, typer.Option("--historique", help="Reprend l'histoire de listes publiées (A-131).")
    ] = False,
    msap: Annotated[
        bool, typer.Option("--msap", help="Inscrit les MSAP que l'État finance (A-036).")
    ] = False,
    du: Annotated[
        datetime | None,
        option_jour("Date de la liste, si le nom la tait.", "--date"),
    ] = None,
) -> None:
    """Remonte un tableau (A-003, A-012), reprend des listes, ou inscrit des MSAP (A-036).

    Deux fois ne change rien.
    """
    if historique and msap:
        raise Refus("Donnez --historique ou --msap, l'un des deux.")
    if msap:
        from console.imports.msap import inscrire_et_montrer

        rejets = inscrire_et_montrer(tableaux, departement, du and du.date(), sortie, rapport)
    elif historique:
        from console.imports.rapport_listes import reprendre_et_montrer

        rejets = reprendre_et_montrer(tableaux, du and du.date(), sortie, rapport)
    else:
        from console.imports.remontee import remonter_et_montrer

        rejets = remonter_et_montrer(tableaux, departement, sortie, rapport)
    raise typer.Exit(Code.A_VOIR if rejets else Code.FAIT)


@app.command("load-geography", rich_help_panel=ESSAYER)
@exemple("load-geography DOSSIER --sortie essai")
def load_geography(
    source: Annotated[
        Path | None,
        typer.Argument(
            help="Dossier des fichiers de l'INSEE.", show_default=False, callback=dossier_a_lire
        ),
    ] = None,
    sortie: Dossier = None,
    millesime: Annotated[
        int | None, typer.Option(min=1900, max=2200, help="Année, si le nom ne la dit pas.")
    ] = None,
    echantillon: Annotated[
        bool, typer.Option("--echantillon", help="Les 54 communes de l'échantillon : pour essayer.")
    ] = False,
) -> None:
    """Charge le code officiel géographique auquel les communes sont comparées."""
    from console.imports.geographie import charger, choisir

    geographie = choisir(source, millesime, echantillon)
    with opened(["labellisation"], sortie, make=True) as [labellisation]:
        nouveau = charger(labellisation, geographie)
    console.dire(
        f"{denombrer(len(geographie.communes), 'commune')}, millésime {geographie.millesime} : "
        + ("chargées." if nouveau else "déjà chargées, rien ne change.")
    )
