"""Ce que l'on peut demander à la labellisation."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.commands import Command
from shared.contracts.structure import Fiche

CodeCritere = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[0-9]{2}$")]
ReponseDeclaree = Literal["OUI", "NON", "NON_RENSEIGNE"]


class RemonterStructure(Command):
    """Le préfet remonte une structure, avec l'évaluation déclarée (A-003, A-011, A-012).

    ``fichier`` est l'empreinte SHA-256 du tableau et ``ligne`` le numéro de la ligne lue.
    ``agents`` compte des personnes, ``etp`` des équivalents temps plein ; tous deux déclarés.
    """

    structure_id: UUID
    fiche: Fiche
    evaluation: dict[CodeCritere, ReponseDeclaree] = Field(default_factory=dict)
    agents: int | None = Field(default=None, ge=0, le=500)
    etp: float | None = Field(default=None, ge=0, le=500)
    campagne_id: UUID | None = None
    fichier: str = Field(max_length=64)
    ligne: int = Field(ge=1)


class SignalerStructure(Command):
    """Le préfet signale qu'une structure remplit toutes les conditions (A-020).

    `exception`, avec `motif`, vaut contre une structure labellisée trop proche (A-069).
    """

    structure_id: UUID
    exception: Literal["ENCLAVEMENT"] | None = None


class DonnerAccordPrealable(Command):
    """L'agence nationale donne son accord préalable à la labellisation (A-024)."""

    structure_id: UUID
    audit_id: UUID


class RefuserAccordPrealable(Command):
    """L'agence nationale refuse son accord ; ``motif`` est obligatoire (A-024)."""

    structure_id: UUID
    audit_id: UUID


class LabelliserStructure(Command):
    """Le préfet labellise ; ``date_effet`` est un jour civil, heure de Paris (A-023, A-024)."""

    structure_id: UUID
    date_effet: date


class ImporterStructure(Command):
    """Une ligne d'une liste publiée entre dans l'histoire, sans audit ni accord inventé (A-131).

    ``renseignes`` nomme les champs que la liste remplit : les autres ne changent rien.
    ``rapprochement`` est la règle qui a reconnu la structure, si la ligne n'a pas son identifiant.
    """

    structure_id: UUID
    fiche: Fiche
    renseignes: list[Annotated[str, Field(max_length=40)]]
    groupe: str = Field(default="", max_length=200)
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
