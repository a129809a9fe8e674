"""Le suivi de la qualité d'une structure : a-t-elle le label, et quand l'interroger."""

from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created


class SuiviQualite(Aggregate):
    """Une structure labellisée est interrogée chaque année, et peut être tirée (A-026, A-030)."""

    TOPIC = "audit.SuiviQualite"

    class SuiviQualiteOuvert(Created):
        TOPIC = "audit.SuiviQualiteOuvert"
        PHRASE = "Suivi de la qualité ouvert par le label"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        label_id: UUID
        structure: dict[str, Any]
        format: str
        date_effet: str
        enquete_le: str

    class SuiviQualiteRepris(Aggregate.Event):
        TOPIC = "audit.SuiviQualiteRepris"
        PHRASE = "Suivi de la qualité repris par un nouveau label"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        label_id: UUID
        structure: dict[str, Any]
        format: str
        date_effet: str
        enquete_le: str

    class SuiviQualiteClos(Aggregate.Event):
        TOPIC = "audit.SuiviQualiteClos"
        PHRASE = "Suivi de la qualité clos : la structure n'est plus labellisée"
        structure_id: UUID
        le: str

    @staticmethod
    def create_id(structure_id: UUID) -> UUID:
        return uuid5(structure_id, SuiviQualite.TOPIC)

    @event(SuiviQualiteOuvert)
    def __init__(
        self,
        structure_id: UUID,
        label_id: UUID,
        structure: dict[str, Any],
        format: str,
        date_effet: str,
        enquete_le: str,
    ) -> None:
        self.structure_id, self.label_id = structure_id, label_id
        self.structure, self.format = structure, format
        self.est_labellisee = True

    def reprendre(
        self,
        label_id: UUID,
        structure: dict[str, Any],
        format: str,
        date_effet: str,
        enquete_le: str,
    ) -> None:
        """Un label déjà connu ne se reprend pas."""
        if label_id != self.label_id:
            said = (self.structure_id, label_id, structure, format, date_effet, enquete_le)
            self._suivi_qualite_repris(*said)

    def clore(self, label_id: UUID | None, le: str) -> None:
        """A-026, A-030 : ni enquête ni tirage pour une structure qui n'a plus le label."""
        if self.est_labellisee and label_id == self.label_id:
            self._suivi_qualite_clos(self.structure_id, le)

    @event(SuiviQualiteRepris)
    def _suivi_qualite_repris(
        self,
        structure_id: UUID,
        label_id: UUID,
        structure: dict[str, Any],
        format: str,
        date_effet: str,
        enquete_le: str,
    ) -> None:
        self.label_id, self.structure, self.format = label_id, structure, format
        self.est_labellisee = True

    @event(SuiviQualiteClos)
    def _suivi_qualite_clos(self, structure_id: UUID, le: str) -> None:
        self.est_labellisee = False
