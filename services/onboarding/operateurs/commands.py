"""Les demandes entre agents et opérateurs, et l'annuaire des référents."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts import Value
from shared.departements.lecture import DepartementConnu
from shared.messages.commands import Command
from shared.types.codes import Empreinte
from shared.types.courriel import Adresse
from shared.types.nombre import VraiOuFaux
from shared.types.saisies import Libelle, Nom, Octets
from shared.types.texte import Texte

Genre = Literal["BACK_OFFICE", "FORMATION"]
Echange = Annotated[str, Texte(4000, lignes=True)]


class PieceJointe(Value):
    """Un document transmis, désigné par l'empreinte de son contenu (A-124)."""

    empreinte: Empreinte
    nom: Nom
    taille: Octets


class DesignerReferent(Command):
    """Un opérateur a un référent de plus dans le département (A-087, A-112, A-123)."""

    departement: DepartementConnu
    operateur: Libelle
    genre: Genre
    fonction: Libelle
    courriel: Adresse


class RetirerReferent(Command):
    """Un référent ne l'est plus ; il s'oublie par ailleurs."""

    departement: DepartementConnu
    referent_id: UUID


class EmettreSollicitation(Command):
    """Un agent demande à un opérateur, pour un usager qui l'en a chargé (A-123, A-124)."""

    structure_id: UUID
    label_id: UUID
    operateur: Libelle
    objet: Echange
    mandat: VraiOuFaux
    pieces: list[PieceJointe] = Field(default_factory=list, max_length=20)


class RepondreSollicitation(Command):
    """L'opérateur répond, dans le délai ou après (A-125)."""

    sollicitation_id: UUID
    reponse: Echange
    pieces: list[PieceJointe] = Field(default_factory=list, max_length=20)


class CloreSollicitation(Command):
    """L'agent tient sa demande pour traitée."""

    structure_id: UUID
    sollicitation_id: UUID


class ConstaterDepassement(Command):
    """Le délai de réponse d'une sollicitation est passé."""

    structure_id: UUID
    sollicitation_id: UUID
