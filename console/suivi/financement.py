"""Les commandes du financement : ce qui est dû à une structure, et de quoi cela vient."""

import typer

from console.aide import PILOTER
from console.suivi.releve import releve

app = typer.Typer()
funding = typer.Typer(no_args_is_help=True, help="Le financement des structures.")
app.add_typer(funding, name="funding", rich_help_panel=PILOTER)
funding.add_typer(releve)


@funding.callback()
def financement() -> None:
    """Le financement des structures."""
