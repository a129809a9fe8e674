"""Ce que l'on peut demander d'une enquête annuelle de satisfaction."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, field_validator

from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.types.annonces import Annee
from shared.types.nombre import Entier
from shared.types.saisies import Libelle
from shared.types.temps import JourCivil
from shared.types.texte import Code, Texte

ANONYME = "anonyme"
CodeQuestion = Annotated[str, Code(r"^[A-Z_]{1,40}$")]
Note = Annotated[int, Entier(0, 100)]
OuiNon = Literal["OUI", "NON"]


class RepondreEnquete(Command):
    """Un agent de la structure, ou un usager, répond à la campagne de l'année (A-026, A-101).

    Rien n'est gardé de qui répond : `acteur.id` et `acteur.organisme` sont effacés à la lecture.
    Un `message_id` tiré au hasard n'en dit pas davantage.
    """

    structure_id: UUID
    annee: Annotated[int, Entier(2019, 2100)]
    questionnaire: Libelle
    notes: dict[CodeQuestion, Note] = Field(default_factory=dict, max_length=50)
    choix: dict[CodeQuestion, OuiNon] = Field(default_factory=dict, max_length=50)
    commentaire: Annotated[str, Texte(1000, lignes=True, vide=True)] = ""

    @field_validator("acteur")
    @classmethod
    def sans_identite(cls, acteur: Acteur) -> Acteur:
        return acteur.model_copy(update={"id": ANONYME, "organisme": None})


class OuvrirCampagneEnquete(Command):
    """Le jour d'interroger une structure est venu (TMR-08)."""

    structure_id: UUID
    le: JourCivil


class CloturerCampagneEnquete(Command):
    """Le dernier jour d'une campagne est passé."""

    structure_id: UUID
    annee: Annee
