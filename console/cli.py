"""La commande `france-services` : les commandes de chaque paquet, réunies."""

import re
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

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
from console.lieux import impossible
from console.reference.commandes import app as reference
from console.screen import console, erreurs, preparer
from console.suivi.comptage import app as comptage
from console.suivi.controle import app as controle
from console.suivi.financement import app as financement
from console.suivi.histoire import app as histoire
from console.suivi.motifs import app as motifs
from console.suivi.preuves import app as preuves
from console.suivi.territoire import app as territoire
from console.usage import phrase
from shared.refusal import Refus
from shared.rules.loading import RuleError
from shared.runtime.settings import ConfigurationRefused, variables
from shared.runtime.version import running
from shared.visible import visible

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for commandes in (
    *(essai, imports),
    *(histoire, comptage, replay),
    *(messages, evenements, exploitation),
    *(installation, accounts, execution, contrats, reference),
    *(controle, motifs, territoire, preuves, financement),
):
    app.add_typer(commandes)


def dire_la_version(demandee: bool) -> None:
    """Écrit la version et la révision, et s'arrête là ; rien si personne ne les demande."""
    if demandee:
        console.dire(str(running(variables("console"))))
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


def main() -> NoReturn:
    """Écrit en une phrase ce qui ne peut se faire, au lieu d'une trace."""
    preparer()
    try:
        refuser_un_encodage_etranger(sys.argv[1:])
        raise SystemExit(app(standalone_mode=False) or 0)
    except typer.TyperException as error:
        arreter("Refusé", phrase(error), 2)
    except (Refus, ConfigurationRefused, RuleError) as error:
        arreter("Refusé", str(error), 2)
    except Exception as error:
        from console.execution.serveurs_absents import absence

        if raison := absence(error):
            arreter("Injoignable", raison, 3)
        if isinstance(error, OSError):
            arreter("Refusé", impossible(error), 2)
        raise


def refuser_un_encodage_etranger(mots: Sequence[str]) -> None:
    """Lève Refus pour un mot dont des octets ne sont pas de l'encodage de ce terminal."""
    for mot in mots:
        if re.search("[\ud800-\udfff]", mot):
            raise Refus(
                f"« {visible(mot)} » n'est pas en {sys.getfilesystemencoding().upper()} : tapez-le "
                "de nouveau, ou renommez ce fichier ; l'encodage du terminal est peut-être autre."
            )


def arreter(mot: str, raison: str, code: int) -> NoReturn:
    """Sans raison, tout est déjà dit."""
    if raison:
        erreurs.dire((f"{mot} :", "red"), f" {raison}")
    raise SystemExit(code)
