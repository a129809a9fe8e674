"""Une session de formation : un lieu, des demi-journées, une salle équipée, des présents."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from eventsourcing.domain import event

from services.onboarding.formation.rules import Bloc
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus

SESSIONS = uuid5(NAMESPACE_DNS, "sessions.france-services.invalid")


class DureeInexacte(Refus):
    """Une session dure ce que dure le bloc du programme, en demi-journées distinctes."""


class SalleNonEquipee(Refus):
    """Une salle de formation a des ordinateurs et un vidéoprojecteur (A-110)."""


class SalleManquante(Refus):
    """On ne convoque qu'à une session dont la salle est mobilisée (A-110)."""


class SessionComplete(Refus):
    """Toutes les places de la session sont prises."""


class AgentNonConvoque(Refus):
    """La présence ne se constate que pour un agent convoqué à cette session."""


class DemiJourneeInconnue(Refus):
    """La session ne se tient pas à ce moment-là."""


class SessionNonTenue(Refus):
    """Le déroulement d'une session se note une fois qu'elle est finie (A-113)."""


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

    class SalleMobilisee(Aggregate.Event):
        TOPIC = "onboarding.SalleMobilisee"
        PHRASE = "Salle de formation mobilisée, avec son équipement"
        ordinateurs: int
        videoprojecteur: bool

    class AgentConvoque(Aggregate.Event):
        TOPIC = "onboarding.AgentConvoque"
        PHRASE = "Agent convoqué à une session de formation"
        agent_id: UUID
        label_id: UUID
        structure_id: UUID

    class PresenceConstatee(Aggregate.Event):
        TOPIC = "onboarding.PresenceConstatee"
        PHRASE = "Présences d'une demi-journée constatées"
        demi_journee: str
        presents: list[UUID]

    class DeroulementNote(Aggregate.Event):
        TOPIC = "onboarding.DeroulementNote"
        PHRASE = "Déroulement de la session noté par la préfecture"
        satisfaisant: bool
        remarque: str

    @staticmethod
    def create_id(departement: str, bloc: str, lieu: str, demi_journees: Sequence[str]) -> UUID:
        """Une session par bloc, lieu et début."""
        return uuid5(SESSIONS, f"{departement} {bloc} {lieu} {demi_journees[0]}")

    @event(SessionFormationPlanifiee)
    def __init__(
        self,
        departement: str,
        programme: str,
        bloc: str,
        lieu: str,
        demi_journees: list[str],
        places: int,
    ) -> None:
        self.departement, self.programme, self.bloc = departement, programme, bloc
        self.demi_journees, self.places = demi_journees, places
        self.salle: dict[str, Any] | None = None
        self.convoques: dict[UUID, tuple[UUID, UUID]] = {}
        self.presences: dict[str, set[UUID]] = {}
        self.notee = False

    def mobiliser(self, ordinateurs: int, videoprojecteur: bool) -> None:
        if ordinateurs < 1 or not videoprojecteur:
            raise SalleNonEquipee(
                f"La salle a {ordinateurs} ordinateur(s) et "
                f"{'un' if videoprojecteur else 'aucun'} vidéoprojecteur : il faut les deux."
            )
        if self.salle != {"ordinateurs": ordinateurs, "videoprojecteur": videoprojecteur}:
            self._salle_mobilisee(ordinateurs, videoprojecteur)

    def convoquer(self, agent_id: UUID, label_id: UUID, structure_id: UUID) -> None:
        if agent_id in self.convoques:
            return
        if self.salle is None:
            raise SalleManquante("Mobilisez la salle de cette session avant d'y convoquer.")
        if len(self.convoques) >= self.places:
            raise SessionComplete(f"Les {self.places} places de cette session sont prises.")
        self._agent_convoque(agent_id, label_id, structure_id)

    def constater(self, demi_journee: str, presents: Sequence[UUID]) -> list[UUID]:
        """Les agents qui, avec cette demi-journée, ont suivi toute la session."""
        if demi_journee not in self.demi_journees:
            raise DemiJourneeInconnue(
                f"« {demi_journee} » : la session se tient {', '.join(self.demi_journees)}."
            )
        if etrangers := [str(each) for each in presents if each not in self.convoques]:
            raise AgentNonConvoque(f"Non convoqué(s) à cette session : {', '.join(etrangers)}.")
        avant = set(filter(self.a_tout_suivi, self.convoques))
        if not set(presents) <= self.presences.get(demi_journee, set()):
            self._presence_constatee(demi_journee, list(presents))
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
            self._deroulement_note(satisfaisant, remarque)

    @event(SalleMobilisee)
    def _salle_mobilisee(self, ordinateurs: int, videoprojecteur: bool) -> None:
        self.salle = {"ordinateurs": ordinateurs, "videoprojecteur": videoprojecteur}

    @event(AgentConvoque)
    def _agent_convoque(self, agent_id: UUID, label_id: UUID, structure_id: UUID) -> None:
        self.convoques[agent_id] = (label_id, structure_id)

    @event(PresenceConstatee)
    def _presence_constatee(self, demi_journee: str, presents: list[UUID]) -> None:
        self.presences.setdefault(demi_journee, set()).update(presents)

    @event(DeroulementNote)
    def _deroulement_note(self, satisfaisant: bool, remarque: str) -> None:
        self.notee = True


def planifiee(
    departement: str,
    programme: str,
    bloc: Bloc,
    lieu: str,
    demi_journees: list[str],
    places: int,
) -> SessionFormation:
    """Une session de tout le bloc ; refuse (`DureeInexacte`) ce qui n'en a pas la durée."""
    if {len(set(demi_journees)), len(demi_journees)} != {bloc.demi_journees}:
        raise DureeInexacte(
            f"Le bloc {bloc.code} dure {bloc.demi_journees} demi-journées distinctes ; "
            f"la demande dit : {', '.join(demi_journees)}."
        )
    return SessionFormation(departement, programme, bloc.code, lieu, demi_journees, places)
