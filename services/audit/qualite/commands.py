"""Ce que l'on peut demander au contrôle qualité."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator

from shared.contracts import Value
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


class LeverAlerte(Command):
    """Le préfet du département, ou l'agence nationale, lève une alerte ; `motif` dit pourquoi."""

    structure_id: UUID
    alerte_id: UUID


class TirerVisitesMysteres(Command):
    """Tire au sort des structures labellisées à visiter sans prévenir (A-028 à A-030).

    `graine` : 32 octets tirés au hasard, en hexadécimal ; gardée secrète jusqu'à la révélation.
    """

    programme: str = Field(min_length=1, max_length=100)
    le: date
    nombre: int = Field(ge=1, le=10_000)
    graine: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class ObservationNotee(Value):
    """Les points donnés à une observation de la grille."""

    code: CodeQuestion
    points: int = Field(ge=0, le=100)


class RealiserVisiteMystere(Command):
    """Le visiteur rend sa grille (A-028) ; la note sur dix s'en déduit.

    La structure se nomme `cible` : une demande refusée n'entre ainsi dans aucune histoire (INV-16).
    """

    tirage_id: UUID
    cible: UUID
    observations: list[ObservationNotee] = Field(min_length=1, max_length=50)


class AnnulerVisiteMystere(Command):
    """Une visite n'aura pas lieu, structure fermée par exemple ; `motif` dit pourquoi."""

    tirage_id: UUID
    cible: UUID


class RevelerTirage(Command):
    """La campagne de visites est finie : la graine et la base sont publiées (A-029)."""

    tirage_id: UUID


class OuvrirCampagneEnquete(Command):
    """Le jour d'interroger une structure est venu (TMR-08)."""

    structure_id: UUID
    le: date


class CloturerCampagneEnquete(Command):
    """Le dernier jour d'une campagne est passé."""

    structure_id: UUID
    annee: int
