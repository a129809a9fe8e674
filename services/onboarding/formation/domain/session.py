"""Une session de formation : un lieu, des demi-journées, une salle équipée, des présents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_DNS, UUID, uuid5

from services.onboarding.formation.rules import Bloc, Programme
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDefinitif, RefusDuMoment
from shared.typographie import denombrer

SESSIONS = uuid5(NAMESPACE_DNS, "sessions.france-services.invalid")


class BlocADistance(RefusDuMoment):
    """Un bloc à distance ne se tient pas en session."""


class DureeInexacte(RefusDuMoment):
    """Une session dure ce que dure le bloc du programme, en demi-journées distinctes."""


class SalleNonEquipee(RefusDefinitif):
    """Une salle de formation a des ordinateurs et un vidéoprojecteur (A-110)."""


class SalleManquante(RefusDuMoment):
    """On ne convoque qu'à une session dont la salle est mobilisée (A-110)."""


class SessionComplete(RefusDuMoment):
    """Toutes les places de la session sont prises."""


class AgentNonConvoque(RefusDuMoment):
    """La présence ne se constate que pour un agent convoqué à cette session."""


class DemiJourneeInconnue(RefusDuMoment):
    """La session ne se tient pas à ce moment-là."""


class SessionNonTenue(RefusDuMoment):
    """Le déroulement d'une session se note une fois qu'elle est finie (A-113)."""


@dataclass(frozen=True)
class Salle:
    """L'équipement d'une salle de formation."""

    ordinateurs: int
    videoprojecteur: bool


class SessionFormation(Aggregate):
    """Planifiée par la préfecture, pour un bloc du programme en présence (A-111)."""

    TOPIC = "onboarding.SessionFormation"

    class SessionFormationPlanifiee(Created):
        TOPIC = "onboarding.SessionFormationPlanifiee"
        PHRASE = "Session de formation planifiée par la préfecture"
        departement: str
        programme: str
        bloc: str
        lieu: str
        demi_journees: list[str]
        places: int

        def apply(self, aggregate: "SessionFormation") -> None:
            aggregate.departement, aggregate.programme = self.departement, self.programme
            aggregate.bloc, aggregate.places = self.bloc, self.places
            aggregate.demi_journees = self.demi_journees

    class SalleMobilisee(Aggregate.Event):
        TOPIC = "onboarding.SalleMobilisee"
        PHRASE = "Salle de formation mobilisée, avec son équipement"
        ordinateurs: int
        videoprojecteur: bool

        def apply(self, aggregate: "SessionFormation") -> None:
            aggregate.salle = Salle(self.ordinateurs, self.videoprojecteur)

    class AgentConvoque(Aggregate.Event):
        TOPIC = "onboarding.AgentConvoque"
        PHRASE = "Agent convoqué à une session de formation"
        agent_id: UUID
        label_id: UUID
        structure_id: UUID

        def apply(self, aggregate: "SessionFormation") -> None:
            aggregate.convoques[self.agent_id] = self.label_id

    class PresenceConstatee(Aggregate.Event):
        TOPIC = "onboarding.PresenceConstatee"
        PHRASE = "Présences d'une demi-journée constatées"
        demi_journee: str
        presents: list[UUID]

        def apply(self, aggregate: "SessionFormation") -> None:
            aggregate.presences.setdefault(self.demi_journee, set()).update(self.presents)

    class DeroulementNote(Aggregate.Event):
        TOPIC = "onboarding.DeroulementNote"
        PHRASE = "Déroulement de la session noté par la préfecture"
        satisfaisant: bool
        remarque: str

        def apply(self, aggregate: "SessionFormation") -> None:
            aggregate.notee = True

    def __init__(self) -> None:
        self.departement: str
        self.programme: str
        self.bloc: str
        self.demi_journees: list[str]
        self.places: int
        self.salle: Salle | None = None
        self.convoques: dict[UUID, UUID] = {}
        self.presences: dict[str, set[UUID]] = {}
        self.notee = False

    @staticmethod
    def create_id(departement: str, bloc: str, lieu: str, demi_journees: Sequence[str]) -> UUID:
        """Une session par bloc, lieu et début."""
        return uuid5(SESSIONS, f"{departement} {bloc} {lieu} {demi_journees[0]}")

    @classmethod
    def planifier(
        cls,
        departement: str,
        programme: Programme,
        bloc: Bloc,
        lieu: str,
        demi_journees: list[str],
        places: int,
    ) -> "SessionFormation":
        """Une session de tout le bloc ; refuse (`BlocADistance`, `DureeInexacte`) le reste."""
        if bloc.mode != "PRESENTIEL":
            raise BlocADistance(f"Le bloc {bloc.code} se suit à distance.", selon=[programme.id])
        if {len(set(demi_journees)), len(demi_journees)} != {bloc.demi_journees}:
            raise DureeInexacte(
                f"Le bloc {bloc.code} dure {bloc.demi_journees} demi-journées distinctes ; "
                f"la demande dit : {', '.join(demi_journees)}.",
                selon=[programme.id],
            )
        return cls.creer(
            cls.SessionFormationPlanifiee,
            selon=[programme.id],
            departement=departement,
            programme=programme.id,
            bloc=bloc.code,
            lieu=lieu,
            demi_journees=demi_journees,
            places=places,
        )

    def mobiliser(self, ordinateurs: int, videoprojecteur: bool) -> None:
        """A-110 : une salle sans ordinateur, ou sans vidéoprojecteur, est refusée."""
        if ordinateurs < 1 or not videoprojecteur:
            raise SalleNonEquipee(
                f"La salle a {denombrer(ordinateurs, 'ordinateur')} et "
                f"{'un' if videoprojecteur else 'aucun'} vidéoprojecteur : il faut les deux."
            )
        if self.salle != Salle(ordinateurs, videoprojecteur):
            self.enregistrer(
                self.SalleMobilisee, ordinateurs=ordinateurs, videoprojecteur=videoprojecteur
            )

    def convoquer(self, agent_id: UUID, label_id: UUID, structure_id: UUID) -> None:
        """Un agent se convoque une fois, dans une salle mobilisée, tant qu'il reste une place."""
        if agent_id in self.convoques:
            return
        if self.salle is None:
            raise SalleManquante("Mobilisez la salle de cette session avant d'y convoquer.")
        if len(self.convoques) >= self.places:
            raise SessionComplete(
                f"Il n'y a plus de place à cette session ({denombrer(self.places, 'place')})."
            )
        self.enregistrer(
            self.AgentConvoque, agent_id=agent_id, label_id=label_id, structure_id=structure_id
        )

    def constater(self, demi_journee: str, presents: Sequence[UUID]) -> list[UUID]:
        """Les agents qui, avec cette demi-journée, ont suivi toute la session."""
        if demi_journee not in self.demi_journees:
            raise DemiJourneeInconnue(
                f"« {demi_journee} » : la session se tient {', '.join(self.demi_journees)}."
            )
        if etrangers := [str(each) for each in presents if each not in self.convoques]:
            raise AgentNonConvoque(f"À cette session, nul n'a convoqué : {', '.join(etrangers)}.")
        avant = set(filter(self.a_tout_suivi, self.convoques))
        if not set(presents) <= self.presences.get(demi_journee, set()):
            self.enregistrer(
                self.PresenceConstatee,
                selon=[self.programme],
                demi_journee=demi_journee,
                presents=list(presents),
            )
        return [each for each in self.convoques if self.a_tout_suivi(each) and each not in avant]

    def a_tout_suivi(self, agent_id: UUID) -> bool:
        suivies = [agent_id in self.presences.get(each, ()) for each in self.demi_journees]
        return all(suivies)

    def noter(self, satisfaisant: bool, remarque: str, le: date) -> None:
        """A-113 ; une session ne se note qu'une fois."""
        derniere = self.demi_journees[-1].split()[0]
        if le.isoformat() < derniere:
            raise SessionNonTenue(f"Cette session ne finit que le {derniere}.")
        if not self.notee:
            self.enregistrer(self.DeroulementNote, satisfaisant=satisfaisant, remarque=remarque)
