"""Les commandes qui lancent un processus."""

from typing import Annotated

import typer

from console.aide import INSTALLER, exemple
from console.execution.embedded import PAGE_PORT
from console.execution.opened import Dossier
from shared.runtime.settings import ConfigurationRefused

app = typer.Typer()


@app.command(rich_help_panel=INSTALLER)
@exemple("run funding --role worker")
def run(
    service: Annotated[str, typer.Argument(help="labellisation, audit, funding…")],
    role: Annotated[str, typer.Option(help="service (messages entrants) ou worker (journal).")],
) -> None:
    """Lance un processus d'un service, sur PostgreSQL et RabbitMQ, jusqu'à SIGTERM."""
    from console.execution.processes import run_service, run_worker

    roles = {"service": run_service, "worker": run_worker}
    if role not in roles:
        raise ConfigurationRefused(f"Rôle inconnu : {role} (rôles : {', '.join(roles)}).")
    roles[role](service)


@app.command(rich_help_panel=INSTALLER)
@exemple("page --sortie rapport", "page --adresse 0.0.0.0 --port 8080")
def page(
    sortie: Dossier = None,
    adresse: Annotated[str, typer.Option(help="Adresse que la page écoute.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port ; 0 en prend un libre.", max=65535, min=0)] = (
        PAGE_PORT
    ),
) -> None:
    """Ouvre la page d'inscription, où mènent les liens des courriels, jusqu'à SIGTERM."""
    from console.execution.page import ouvrir_la_page

    ouvrir_la_page(sortie, adresse, port)
