"""La commande qui lance un processus."""

from typing import Annotated

import typer

from console.aide import INSTALLER, exemple
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
