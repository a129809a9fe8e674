"""The storage of events: provenance added, personal fields encrypted."""

from typing import Any, Literal
from uuid import UUID

from cryptography.exceptions import InvalidTag
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    Mapper,
    MapperDeserialisationError,
    ProgrammingError,
    StoredEvent,
)

from shared.personal_data.encryption import Seals
from shared.personal_data.fields import personal_fields
from shared.recording.aggregates import Event
from shared.recording.provenance import current
from shared.recording.transcoding import EventTranscoder


class EventMapper(Mapper[UUID]):
    """Adds provenance to each new event; encrypts its personal fields, decrypts them on reading."""

    transcoder: EventTranscoder
    seals: Seals | None = None

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        fields = vars(domain_event)
        if "provenance" not in fields:
            self._complete(fields)
        kind = type(domain_event)
        if personal := personal_fields(domain_event):
            at = fields["timestamp"]
            sealed = self._seals(kind).seal(fields, personal, place(domain_event), at)
            domain_event = object.__new__(kind)
            vars(domain_event).update(sealed)
        return super().to_stored_event(domain_event)

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        return self.opened(self.still_sealed(stored_event))

    def still_sealed(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """The event with its personal fields encrypted: enough to know whose keys it needs."""
        return super().to_domain_event(stored_event)

    def opened(self, event: DomainEventProtocol[UUID]) -> DomainEventProtocol[UUID]:
        """The same event, its personal fields decrypted in place."""
        if fields := personal_fields(event):
            try:
                opened = self._seals(type(event)).open(vars(event), fields, place(event))
            except InvalidTag as error:
                raise MapperDeserialisationError(
                    f"What {place(event)} says of a person was altered, or moved from elsewhere."
                ) from error
            vars(event).update(opened)
        return event

    def _complete(self, fields: dict[str, Any]) -> None:
        """Add the recording time, and the provenance with the rules that the decision cites."""
        provenance = current()
        recorded = provenance.citing(fields.pop("selon", ()), self.transcoder.text)
        fields["timestamp"], fields["provenance"] = provenance.enregistre_le, recorded

    def _seals(self, kind: type[Any]) -> Seals:
        if self.seals is None:
            raise ProgrammingError(f"{kind.__name__} speaks of people: its service needs keys.")
        return self.seals


class EventReader:
    """Decodes the events of the log, for its readers; one that tells of an erasure is heeded."""

    def __init__(self, mapper: EventMapper) -> None:
        self.mapper = mapper

    def still_sealed(self, stored: StoredEvent) -> Any:
        """As `EventMapper.still_sealed`."""
        return self.mapper.still_sealed(stored)

    def opened(self, event: Any) -> Any:
        """As `EventMapper.opened`; drops the cached keys if the event says so."""
        if isinstance(event, PersonneOubliee):
            self.clear()
        return self.mapper.opened(event)

    def clear(self) -> None:
        """Drop the cached keys: a process, maybe another one, forgot a person."""
        if self.mapper.seals:
            self.mapper.seals.keys.refresh()


def place(event: Any) -> str:
    """The event's position in its stream: a field encrypted for it decrypts nowhere else."""
    return f"{event.originator_id}/{event.originator_version}"


class PersonneOubliee(Event):
    # One stream per person, at most one event in it (`runtime.forgetting`).
    TOPIC = "shared.PersonneOubliee"
    PHRASE = "Personne oubliée : ses données personnelles ne peuvent plus être lues"


class MessageRecu(Event):
    """A message was handled, with this outcome; its receipt id forbids a repeat (`receipts`).

    The store's unique key (originator_id, originator_version) is the inbox, on every backend.
    `empreinte` is empty for a fact. In version 1, the receipt's id was the message's own.
    """

    TOPIC = "shared.MessageRecu"
    class_version = 2

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state.update(message_id=state["originator_id"], compte="", empreinte="", cree={})

    message_id: UUID
    compte: str
    empreinte: str
    type: str
    statut: Literal["ACCEPTE", "REFUSE"]
    code: str
    detail: str
    version: int
    cree: dict[str, UUID | list[UUID]]


class MessageDecide(Event):
    """An operator's decision about a message that a service parked."""

    cle: str
    file: str
    type: str
    cause: str


class MessageRelance(MessageDecide):
    TOPIC = "shared.MessageRelance"
    PHRASE = "Un message mis de côté sera de nouveau essayé"

    corps_corrige: bool


class MessageEcarte(MessageDecide):
    TOPIC = "shared.MessageEcarte"
    PHRASE = "Un message mis de côté ne sera jamais traité"


class EvenementDecide(Event):
    """An operator's decision about an event that the readers of `lecteurs` set aside."""

    position: int
    evenement: str
    lecteurs: list[str]
    cause: str

    def details(self) -> str:
        return f"(n° {self.position}, {self.evenement}, pour {', '.join(self.lecteurs)})"


class EvenementRelance(EvenementDecide):
    TOPIC = "shared.EvenementRelance"
    PHRASE = "Un événement mis de côté sera de nouveau essayé"


class EvenementEcarte(EvenementDecide):
    TOPIC = "shared.EvenementEcarte"
    PHRASE = "Un événement mis de côté ne sera jamais utilisé"


def describe(event: Any) -> str:
    """The sentence of an event in the history of a structure."""
    phrase: str = type(event).PHRASE or type(event).__name__
    return phrase
