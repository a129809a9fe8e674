"""Les demandes adressées à la formation des agents."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts import Value
from shared.departements.lecture import DepartementConnu
from shared.messages.commands import Command
from shared.types.nombre import Entier, VraiOuFaux
from shared.types.saisies import RedactionFacultative
from shared.types.temps import JourCivil
from shared.types.texte import Texte

Moment = Literal["MATIN", "APRES_MIDI"]


class DemiJournee(Value):
    """Une demi-journée de formation, heure de Paris."""

    le: JourCivil
    moment: Moment

    def __str__(self) -> str:
        return f"{self.le.isoformat()} {self.moment}"

    def chronologie(self) -> tuple[date, bool]:
        return self.le, self.moment == "APRES_MIDI"


class PlanifierSession(Command):
    """La préfecture fixe le lieu et les dates d'une session, pour un bloc du programme (A-111)."""

    departement: DepartementConnu
    bloc: Annotated[str, Texte(30)]
    lieu: Annotated[str, Texte(300)]
    demi_journees: list[DemiJournee] = Field(min_length=1, max_length=40)
    places: Annotated[int, Entier(1, 500)]


class MobiliserSalle(Command):
    """La préfecture et la délégation du CNFPT disent la salle prête, et son équipement (A-110)."""

    session_id: UUID
    ordinateurs: Annotated[int, Entier(0, 1000)]
    videoprojecteur: VraiOuFaux


class ConvoquerAgents(Command):
    """Des agents d'une structure sont convoqués à une session."""

    structure_id: UUID
    label_id: UUID
    session_id: UUID
    agents: list[UUID] = Field(min_length=1, max_length=50)


class ConstaterPresence(Command):
    """Qui était là, une demi-journée ; qui les a toutes suivies a validé les modules du bloc."""

    session_id: UUID
    demi_journee: DemiJournee
    presents: list[UUID] = Field(max_length=500)


class NoterDeroulement(Command):
    """La préfecture dit, la session finie, si elle s'est bien déroulée (A-113)."""

    session_id: UUID
    satisfaisant: VraiOuFaux
    remarque: RedactionFacultative = ""


class ValiderModule(Command):
    """Le prestataire d'un module à distance atteste qu'un agent l'a suivi (A-102, A-104)."""

    structure_id: UUID
    label_id: UUID
    agent_id: UUID
    module: Annotated[str, Texte(30)]
