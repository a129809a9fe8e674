"""Une activité : un passage, saisi une fois, sans rien de l'identité de l'usager (A-126)."""

from uuid import UUID, uuid5

from eventsourcing.domain import event

from shared.recording.aggregates import Aggregate, Created


class Activite(Aggregate):
    """Ce qu'un agent a fait pour quelqu'un, en quelques choix."""

    TOPIC = "onboarding.Activite"

    class ActiviteSaisie(Created):
        TOPIC = "onboarding.ActiviteSaisie"
        PHRASE = "Activité saisie par un agent"
        demande_id: UUID
        structure_id: UUID
        questionnaire: str
        choix: dict[str, str]
        le: str

        def details(self) -> str:
            return f"({', '.join(self.choix.values())})"

    @staticmethod
    def create_id(demande_id: UUID) -> UUID:
        """Une activité par demande : la répéter n'en saisit pas deux."""
        return uuid5(demande_id, Activite.TOPIC)

    @event(ActiviteSaisie)
    def __init__(
        self,
        demande_id: UUID,
        structure_id: UUID,
        questionnaire: str,
        choix: dict[str, str],
        le: str,
    ) -> None:
        self.structure_id, self.choix = structure_id, choix
