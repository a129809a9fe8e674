"""La commande qui livre les faits aux webhooks des comptes."""

import typer

from console.aide import INSTALLER, exemple
from console.execution.opened import Dossier

app = typer.Typer()


@app.command(rich_help_panel=INSTALLER)
@exemple("webhooks", "webhooks --sortie DOSSIER")
def webhooks(sortie: Dossier = None) -> None:
    """Livre les faits aux webhooks des comptes, signés et dans l'ordre, jusqu'à SIGTERM."""
    from console.execution.livraison import livrer

    livrer(sortie)
