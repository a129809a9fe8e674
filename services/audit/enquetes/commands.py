"""Ce que l'on peut demander d'une enquête annuelle de satisfaction."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator

from shared.messages.actors import Acteur
from shared.messages.commands import Command

ANONYME = "anonyme"
CodeQuestion = Annotated[str, StringConstraints(pattern=r"^[A-Z_]{1,40}$")]
Note = Annotated[int, Field(ge=0, le=100)]
OuiNon = Literal["OUI", "NON"]


class RepondreEnquete(Command):
    """Un agent de la structure, ou un usager, répond à la campagne de l'année (A-026, A-101).

    Rien n'est gardé de qui répond : `acteur.id` et `acteur.organisme` sont effacés à la lecture.
    Un `message_id` tiré au hasard n'en dit pas davantage.
    """

    structure_id: UUID
    annee: int = Field(ge=2019, le=2100)
    questionnaire: str = Field(min_length=1, max_length=100)
    notes: dict[CodeQuestion, Note] = Field(default_factory=dict, max_length=50)
    choix: dict[CodeQuestion, OuiNon] = Field(default_factory=dict, max_length=50)
    commentaire: str = Field(default="", max_length=1000)

    @field_validator("acteur")
    @classmethod
    def sans_identite(cls, acteur: Acteur) -> Acteur:
        return acteur.model_copy(update={"id": ANONYME, "organisme": None})


class OuvrirCampagneEnquete(Command):
    """Le jour d'interroger une structure est venu (TMR-08)."""

    structure_id: UUID
    le: date


class CloturerCampagneEnquete(Command):
    """Le dernier jour d'une campagne est passé."""

    structure_id: UUID
    annee: int
