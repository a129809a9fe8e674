"""La commande `france-services` : les commandes de chaque paquet, réunies."""

from typing import Annotated, NoReturn

import typer
from rich.text import Text

from console.contrats.commandes import app as contrats
from console.essai.commandes import app as essai
from console.execution.commandes import app as execution
from console.exploitation.commandes import app as exploitation
from console.exploitation.evenements import app as evenements
from console.exploitation.messages import app as messages
from console.exploitation.replay import app as replay
from console.imports.commandes import app as imports
from console.installation.accounts import app as accounts
from console.installation.commandes import app as installation
from console.reference.commandes import app as reference
from console.screen import erreurs
from console.suivi.comptage import app as comptage
from console.suivi.controle import app as controle
from console.suivi.histoire import app as histoire
from console.suivi.motifs import app as motifs
from console.suivi.preuves import app as preuves
from console.suivi.territoire import app as territoire
from shared.refusal import Refus
from shared.runtime.settings import ConfigurationRefused, variables
from shared.runtime.version import running

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for commandes in (
    *(essai, imports),
    *(histoire, comptage, replay),
    *(messages, evenements, exploitation),
    *(installation, accounts, execution, contrats, reference),
    *(controle, motifs, territoire, preuves),
):
    app.add_typer(commandes)


def dire_la_version(demandee: bool) -> None:
    """Écrit la version et la révision, et s'arrête là ; rien si personne ne les demande."""
    if demandee:
        print(running(variables("console")))
        raise typer.Exit


@app.callback()
def france_services(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=dire_la_version,
            is_eager=True,
            help="La version du programme et sa révision, puis rien d'autre.",
        ),
    ] = False,
) -> None:
    """Le programme France Services : ses services, et ce qui les exploite."""


def main() -> None:
    """Écrit en une phrase une demande refusée ou un serveur absent, au lieu d'une trace."""
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
    """Le texte tel quel : la réponse d'un serveur n'est pas une mise en forme.

    Hors d'un terminal, sur une seule ligne : c'est celle d'un journal.
    """
    dit = Text.assemble((f"{mot} :", "red"), f" {raison}")
    erreurs.print(dit, soft_wrap=not erreurs.is_terminal)
    raise SystemExit(code)
