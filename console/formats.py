"""Les formats dans lesquels une commande écrit ses tableaux."""

from enum import StrEnum
from typing import Annotated

import typer


class Format(StrEnum):
    """Pour une personne, pour un tableur, ou pour un programme."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


EnFormat = Annotated[
    Format,
    typer.Option(
        "--format", help="table, pour lire ; csv ou json, pour un programme : rien d'autre n'y est."
    ),
]
