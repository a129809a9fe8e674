"""Ce que l'on peut demander d'une liste publiée (A-131)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.labellisation.dossier.commands import FicheDUneListe
from shared.messages.commands import Command


class ImporterStructure(Command):
    """Une ligne d'une liste publiée entre dans l'histoire, sans audit ni accord inventé (A-131).

    ``renseignes`` nomme les champs que la liste remplit : les autres ne changent rien.
    ``principale_id`` est la structure dont la liste dit que celle-ci est une antenne.
    ``rapprochement`` est la règle qui a reconnu la structure, si la ligne n'a pas son identifiant.
    """

    structure_id: UUID
    fiche: FicheDUneListe
    renseignes: list[Annotated[str, Field(max_length=40)]]
    groupe: str = Field(default="", max_length=200)
    principale_id: UUID | None = None
    label_du: date | None = None
    rapprochement: str = Field(default="", max_length=60)
    liste_du: date
    source: str = Field(max_length=200)
    fichier: str = Field(max_length=64)
    ligne: int = Field(ge=1)


class ConstaterAbsence(Command):
    """Une structure connue manque à une liste publiée : une observation, non un retrait (A-131)."""

    structure_id: UUID
    liste_du: date
    source: str = Field(max_length=200)
    fichier: str = Field(max_length=64)
