"""La mission : une équipe d'auditeurs, et les audits de son programme (A-002)."""

from uuid import UUID

from eventsourcing.domain import event

from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus


class HorsMission(Refus):
    """Une équipe se compose de membres de sa mission."""


class MissionAudit(Aggregate):
    """Le programme d'une équipe sur plusieurs audits ; qui la compose, et ce qu'elle visitera."""

    TOPIC = "audit.MissionAudit"

    class MissionConstituee(Created):
        TOPIC = "audit.MissionConstituee"
        PHRASE = "Mission d'audit constituée"
        mission_id: UUID
        intitule: str
        membres: list[dict[str, str]]

        def details(self) -> str:
            return f"(« {self.intitule} », {len(self.membres)} membres)"

    class MissionRecomposee(Aggregate.Event):
        TOPIC = "audit.MissionRecomposee"
        PHRASE = "Mission d'audit recomposée"
        membres: list[dict[str, str]]

    class AuditsProgrammes(Aggregate.Event):
        TOPIC = "audit.AuditsProgrammes"
        PHRASE = "Audits inscrits au programme d'une mission"
        audits: list[UUID]

        def details(self) -> str:
            return f"({len(self.audits)} audit(s))"

    @staticmethod
    def create_id(mission_id: UUID) -> UUID:
        """Qui constitue la mission en choisit l'identité."""
        return mission_id

    @event(MissionConstituee)
    def __init__(self, mission_id: UUID, intitule: str, membres: list[dict[str, str]]) -> None:
        self.intitule = intitule
        self.membres = membres
        self.audits: list[UUID] = []

    def recomposer(self, membres: list[dict[str, str]]) -> None:
        if membres != self.membres:
            self._mission_recomposee(membres)

    def programmer(self, audits: list[UUID]) -> None:
        nouveaux = [each for each in dict.fromkeys(audits) if each not in self.audits]
        if nouveaux:
            self._audits_programmes(nouveaux)

    def verifier_membres(self, comptes: list[str]) -> None:
        etrangers = sorted(set(comptes) - {membre["id"] for membre in self.membres})
        if etrangers:
            raise HorsMission(
                f"{', '.join(etrangers)} n'est pas de la mission « {self.intitule} »."
            )

    @event(MissionRecomposee)
    def _mission_recomposee(self, membres: list[dict[str, str]]) -> None:
        self.membres = membres

    @event(AuditsProgrammes)
    def _audits_programmes(self, audits: list[UUID]) -> None:
        self.audits.extend(audits)
