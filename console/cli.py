"""La commande `france-services` : ce que l'on tape pour essayer, exploiter et comprendre."""

from datetime import datetime, time
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, NoReturn
from uuid import UUID

import typer
from rich.console import Console
from rich.text import Text

from console.aide import ESSAYER, EXPLOITER, JUSTIFIER, PILOTER
from console.execution.opened import Dossier, Sortie, caught_up, opened
from console.execution.services import BUILDERS
from console.exploitation.commandes import app as exploitation
from console.exploitation.messages import app as messages
from console.exploitation.replay import rejouer
from console.progress import shown
from console.screen import console
from console.suivi.campagnes import app as campagnes
from console.suivi.controle import app as controle
from console.suivi.histoire import montrer_histoire
from console.suivi.motifs import app as motifs
from console.suivi.preuves import app as preuves
from console.suivi.territoire import app as territoire
from shared.clock import PARIS, SimulatedClock
from shared.refusal import Refus
from shared.runtime.settings import ConfigurationRefused

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(messages, name="messages", rich_help_panel=EXPLOITER)
app.add_typer(exploitation)
app.add_typer(controle)
app.add_typer(motifs)
app.add_typer(territoire)
app.add_typer(campagnes)
app.add_typer(preuves)


@app.command(rich_help_panel=ESSAYER)
def demo(
    liste: Annotated[
        Path | None, typer.Option(help="Tableau de remontée ou liste ANCT ; sinon, l'échantillon.")
    ] = None,
    sortie: Sortie = Path("demo"),
    geographie: Annotated[
        Path | None, typer.Option(help="Dossier du code officiel géographique (INSEE).")
    ] = None,
) -> None:
    """Joue tout le programme, du 15 septembre 2019 au 1er mars 2020, sans aucun serveur."""
    from console.essai.affichage import montrer
    from console.essai.demo import DEBUT, Essai, essai_de_l_echantillon

    with as_file(files("console") / "echantillon") as dossier:
        essai = (
            Essai(liste, sortie, geographie, None, None)
            if liste
            else essai_de_l_echantillon(dossier, sortie)
        )
        montrer(console, essai, SimulatedClock(DEBUT))


@app.command("import", rich_help_panel=ESSAYER)
def import_(
    tableaux: Annotated[
        list[Path], typer.Argument(help="Tableau de remontée, ou listes publiées (CSV ou XLSX).")
    ],
    departement: Annotated[
        str | None, typer.Option(help="Code du département du préfet qui remonte.")
    ] = None,
    sortie: Dossier = None,
    rapport: Annotated[
        Path, typer.Option(help="Dossier du compte rendu, ligne par ligne (CSV).")
    ] = Path("."),
    historique: Annotated[
        bool, typer.Option("--historique", help="Reprend l'histoire de listes publiées (A-131).")
    ] = False,
    du: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="Date de la liste, si le nom la tait."),
    ] = None,
) -> None:
    """Remonte un tableau (A-003, A-012), ou reprend des listes ; deux fois ne change rien."""
    if historique:
        from console.imports.rapport_listes import reprendre_et_montrer

        rejets = reprendre_et_montrer(tableaux, du and du.date(), sortie, rapport)
    else:
        from console.imports.remontee import remonter_et_montrer

        rejets = remonter_et_montrer(tableaux, departement, sortie, rapport)
    raise typer.Exit(1 if rejets else 0)


@app.command("load-geography", rich_help_panel=ESSAYER)
def load_geography(
    source: Annotated[
        Path | None, typer.Argument(help="Dossier des fichiers de l'INSEE.", show_default=False)
    ] = None,
    sortie: Dossier = None,
    millesime: Annotated[int | None, typer.Option(help="Année, si le nom ne la dit pas.")] = None,
    echantillon: Annotated[
        bool, typer.Option("--echantillon", help="Les 54 communes de l'échantillon : pour essayer.")
    ] = False,
) -> None:
    """Charge le code officiel géographique auquel les communes sont comparées."""
    from console.imports.geographie import charger, choisir

    geographie = choisir(source, millesime, echantillon)
    if sortie:
        sortie.mkdir(parents=True, exist_ok=True)
    with opened(["labellisation"], sortie) as [labellisation]:
        nouveau = charger(labellisation, geographie)
    console.print(
        f"{len(geographie.communes)} communes, millésime {geographie.millesime} : "
        + ("chargées." if nouveau else "déjà chargées, rien ne change.")
    )


@app.command(rich_help_panel=JUSTIFIER)
def history(
    structure: Annotated[str, typer.Argument(help="Identifiant, matricule ou nom exact.")],
    au: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    sortie: Dossier = None,
    detail: Annotated[bool, typer.Option(help="Montre aussi chaque critère conforme.")] = False,
) -> None:
    """Raconte une structure à travers les cinq services, telle que sue en fin de journée."""
    from services.labellisation.dossier.questions import find

    until = datetime.combine(au, time.max, PARIS) if au else None
    with opened(list(BUILDERS), sortie) as services:
        components = list(map(caught_up, services))
        found = find(components[0].model, structure)
        if not found:
            raise Refus(f"Aucune structure connue sous « {structure} ».")
        for dossier in found:
            montrer_histoire(
                console, components, UUID(dossier["structure_id"]), dossier["nom"], until, detail
            )


@app.command(rich_help_panel=PILOTER)
def counts(
    au: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Labellisées ce jour-là.")],
    su: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Telles que sues en fin de ce jour ; sinon, ici."),
    ] = None,
    departement: Annotated[str | None, typer.Option(help="Un seul département.")] = None,
    detail: Annotated[bool, typer.Option(help="Montre chaque département.")] = False,
    etat: Annotated[bool, typer.Option("--etat", help="Compte les dossiers par état.")] = False,
    sortie: Dossier = None,
) -> None:
    """Compte les structures labellisées à une date (X-01) : leur nombre, puis un tableau."""
    from console.suivi.comptage import Jour, montrer_compte, montrer_etats

    until = datetime.combine(su, time.max, PARIS) if su else None
    with opened(["labellisation"], sortie) as [labellisation]:
        model = caught_up(labellisation).model
        if etat:
            montrer_etats(console, model, Jour(au.date(), until))
        else:
            montrer_compte(console, model, Jour(au.date(), until), departement, detail)


@app.command(rich_help_panel=JUSTIFIER)
def replay(
    service: Annotated[str, typer.Argument(help="labellisation, audit, funding…")],
    sortie: Dossier = None,
) -> None:
    """Reconstruit les tables de lecture d'un service depuis son journal ; n'envoie rien."""
    with shown(console) as progress, opened([service], sortie) as [component]:
        comptes = rejouer(component, progress)
    for nom, evenements in comptes.items():
        console.print(f"{nom} : {evenements} événements relus.")


def main() -> None:
    """Une demande refusée, un serveur absent se lisent ; ils ne se devinent pas dans une trace."""
    try:
        app()
    except (Refus, ConfigurationRefused) as error:
        arreter("Refusé", str(error), 2)
    except Exception as error:
        from console.execution.serveurs_absents import absence

        if raison := absence(error):
            arreter("Injoignable", raison, 3)
        raise


def arreter(mot: str, raison: str, code: int) -> NoReturn:
    """Le texte tel quel : ce qu'un serveur a dit n'est pas une mise en forme."""
    Console(stderr=True).print(Text.assemble((f"{mot} :", "red"), f" {raison}"))
    raise SystemExit(code)
