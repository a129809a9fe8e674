"""La commande qui répond par HTTP aux questions des autres systèmes."""

from typing import Annotated

import typer

from console.aide import INSTALLER, exemple
from console.execution.embedded import PAGE_PORT
from console.execution.opened import Dossier

app = typer.Typer()


@app.command(rich_help_panel=INSTALLER)
@exemple("http --port 8090", "http --sortie DOSSIER --adresse 127.0.0.1")
def http(
    sortie: Dossier = None,
    adresse: Annotated[str, typer.Option(help="Où écouter.")] = "0.0.0.0",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port HTTP ; 0 : libre.")] = 8090,
    port_de_la_page: Annotated[
        int, typer.Option(min=0, max=65535, help="Port de la page des liens d'un essai.")
    ] = PAGE_PORT,
) -> None:
    """Répond par HTTP aux questions des autres systèmes, en lecture seule, jusqu'à SIGTERM.

    Il sert aussi, à tous, les contrats : `/contrats/asyncapi.json`, `/contrats/schemas/….json`.
    Sur un dossier d'essai, sans table des comptes, il en ouvre un, et la page d'inscription.
    """
    from console.contrats.publication import servis
    from console.execution.questions_http import run_http
    from shared.http.documents import Documents

    run_http(sortie, adresse, port, Documents(servis), port_de_la_page)
