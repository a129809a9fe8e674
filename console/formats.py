"""Les formats dans lesquels une commande répond."""

from enum import StrEnum
from typing import Annotated

import typer


class Format(StrEnum):
    """Pour une personne, ou pour un programme."""

    TEXTE = "texte"
    JSON = "json"


EnFormat = Annotated[
    Format, typer.Option("--format", help="texte, ou json : un seul document sur la sortie.")
]
