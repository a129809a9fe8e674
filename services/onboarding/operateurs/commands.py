"""Les demandes entre agents et opérateurs, et l'annuaire des référents."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import EmailStr, Field, StringConstraints

from shared.contracts import Value
from shared.departements.lecture import CodeDepartement
from shared.messages.commands import Command

Genre = Literal["BACK_OFFICE", "FORMATION"]


class PieceJointe(Value):
    """Un document transmis, désigné par l'empreinte de son contenu (A-124)."""

    empreinte: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    nom: str = Field(min_length=1, max_length=200)
    taille: int = Field(ge=1)


class DesignerReferent(Command):
    """Un opérateur a un référent de plus dans le département (A-087, A-112, A-123)."""

    departement: CodeDepartement
    operateur: str = Field(min_length=1, max_length=100)
    genre: Genre
    fonction: str = Field(min_length=1, max_length=100)
    courriel: EmailStr


class RetirerReferent(Command):
    """Un référent ne l'est plus ; il s'oublie par ailleurs."""

    departement: CodeDepartement
    referent_id: UUID


class EmettreSollicitation(Command):
    """Un agent demande à un opérateur, pour un usager qui l'en a chargé (A-123, A-124)."""

    structure_id: UUID
    label_id: UUID
    operateur: str = Field(min_length=1, max_length=100)
    objet: str = Field(min_length=1, max_length=4000)
    mandat: bool
    pieces: list[PieceJointe] = Field(default_factory=list, max_length=20)


class RepondreSollicitation(Command):
    """L'opérateur répond, dans le délai ou après (A-125)."""

    sollicitation_id: UUID
    reponse: str = Field(min_length=1, max_length=4000)
    pieces: list[PieceJointe] = Field(default_factory=list, max_length=20)


class CloreSollicitation(Command):
    """L'agent tient sa demande pour traitée."""

    structure_id: UUID
    sollicitation_id: UUID


class ConstaterDepassement(Command):
    """Le délai de réponse d'une sollicitation est passé."""

    structure_id: UUID
    sollicitation_id: UUID
