"""Ce que l'on peut demander d'une structure, de son repérage à la décision."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.contracts.structure import Fiche
from shared.messages.commands import Command

CodeCritere = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[0-9]{2}$")]
ReponseDeclaree = Literal["OUI", "NON", "NON_RENSEIGNE"]
Texte = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class IdentifierStructure(Command):
    """Un préfet ou un porteur fait connaître une structure pressentie (C.3)."""

    structure_id: UUID
    fiche: Fiche


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


class ConstaterFinDePriorite(Command):
    """La fenêtre de relabellisation prioritaire est passée (A-016)."""

    structure_id: UUID
    jusqu_au: date
