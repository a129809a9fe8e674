"""La commande `france-services` : les commandes de chaque paquet, réunies."""

import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, NoReturn

import typer

from console.codes import Code
from console.lieux import impossible
from console.screen import console, erreurs, preparer
from console.usage import phrase
from shared.refusal import Refus
from shared.rules.loading import RuleError
from shared.runtime.documents import name_documents
from shared.runtime.settings import ConfigurationRefused, variables
from shared.runtime.version import running
from shared.visible import visible

COMMANDES = {
    "console.essai.commandes": "demo",
    "console.imports.commandes": "campaign import load-geography",
    "console.suivi.histoire": "history",
    "console.suivi.comptage": "counts",
    "console.exploitation.replay": "replay",
    "console.exploitation.messages": "messages",
    "console.exploitation.evenements": "events",
    "console.exploitation.commandes": "status doctor republish retell forget rewrap",
    "console.installation.commandes": "migrate secrets install mailbox topology",
    "console.installation.accounts": "accounts",
    "console.execution.commandes": "run page",
    "console.contrats.commande_http": "http",
    "console.execution.commande_webhooks": "webhooks",
    "console.contrats.commandes": "states contracts",
    "console.reference.commandes": "docs",
    "console.suivi.controle": "satisfaction draw",
    "console.suivi.motifs": "refusals",
    "console.suivi.territoire": "consolidation worklist coverage plan",
    "console.suivi.dossier": "dossier",
    "console.suivi.preuves": "evidence",
    "console.suivi.financement": "funding",
}
"""Les commandes de chaque module : un processus n'importe que celui de la sienne."""
DE_TOUTES = "docs"
"""Celle qui les décrit toutes."""


def application(mots: Sequence[str] = ()) -> typer.Typer:
    """La commande que ces mots demandent ; toutes, s'ils n'en nomment aucune."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(france_services)
    for module in modules(mots):
        app.add_typer(import_module(module).app)
    return app


def modules(mots: Sequence[str]) -> Sequence[str]:
    nommee = [module for module, noms in COMMANDES.items() if {*mots[:1]} & {*noms.split()}]
    return list(COMMANDES) if not nommee or mots[0] == DE_TOUTES else nommee


def dire_la_version(demandee: bool) -> None:
    """Écrit la version et la révision, et s'arrête là ; rien si personne ne les demande."""
    if demandee:
        console.dire(str(running(variables("console"))))
        raise typer.Exit


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
    name_documents(variables("console"))


def main() -> NoReturn:
    """Écrit en une phrase ce qui ne peut se faire, au lieu d'une trace ; codes : console/codes."""
    preparer()
    try:
        refuser_un_encodage_etranger(sys.argv[1:])
        app = application(sys.argv[1:])
        raise SystemExit(app(standalone_mode=False) or Code.FAIT)
    except typer.TyperException as error:
        arreter("Refusé", phrase(error), Code.REFUSE)
    except (Refus, ConfigurationRefused, RuleError) as error:
        arreter("Refusé", str(error), Code.REFUSE)
    except Exception as error:
        arreter_sur(error)


def arreter_sur(error: Exception) -> NoReturn:
    """Un serveur absent, un lieu qui fait défaut ; sinon un défaut du programme, avec sa trace."""
    from console.execution.serveurs_absents import absence

    if raison := absence(error):
        arreter("Injoignable", raison, Code.INJOIGNABLE)
    if isinstance(error, OSError):
        arreter("Refusé", impossible(error), Code.REFUSE)
    sys.excepthook(type(error), error, error.__traceback__)
    raise SystemExit(Code.DEFAUT)


def refuser_un_encodage_etranger(mots: Sequence[str]) -> None:
    """Lève Refus pour un mot dont des octets ne sont pas de l'encodage de ce terminal."""
    for mot in mots:
        if re.search("[\ud800-\udfff]", mot):
            raise Refus(
                f"« {visible(mot)} » n'est pas en {sys.getfilesystemencoding().upper()} : tapez-le "
                "de nouveau, ou renommez ce fichier ; l'encodage du terminal est peut-être autre."
            )


def arreter(mot: str, raison: str, code: Code) -> NoReturn:
    """Sans raison, tout est déjà dit."""
    if raison:
        erreurs.dire((f"{mot} :", "red"), f" {raison}")
    raise SystemExit(code)
