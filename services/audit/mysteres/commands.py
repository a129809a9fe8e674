"""Ce que l'on peut demander d'un tirage de visites mystères."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts import Value
from shared.messages.commands import Command
from shared.types.nombre import Entier
from shared.types.saisies import Libelle
from shared.types.temps import JourCivil
from shared.types.texte import Code

CodeObservation = Annotated[str, Code(r"^[A-Z_]{1,40}$")]


class TirerVisitesMysteres(Command):
    """Tire au sort des structures labellisées à visiter sans prévenir (A-028 à A-030).

    `graine` : 32 octets tirés au hasard, en hexadécimal ; gardée secrète jusqu'à la révélation.
    """

    programme: Libelle
    le: JourCivil
    nombre: Annotated[int, Entier(1, 10_000)]
    graine: Annotated[str, Code(r"^[0-9a-f]{64}$")]


class ObservationNotee(Value):
    """Les points donnés à une observation de la grille."""

    code: CodeObservation
    points: Annotated[int, Entier(0, 100)]


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
