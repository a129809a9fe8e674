"""How events are kept: with their provenance, and without what people's keys hide."""

from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from cryptography.exceptions import InvalidTag
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    Mapper,
    MapperDeserialisationError,
    Notification,
    ProgrammingError,
    StoredEvent,
)
from eventsourcing.utils import register_topic

from shared.personal_data.encryption import Seals
from shared.personal_data.fields import personal_fields
from shared.recording.aggregates import Event
from shared.recording.provenance import current

REMEMBERED = 1000


class EventMapper(Mapper[UUID]):
    """Adds to each new event who acted, why and on which cause; seals what it says of people."""

    seals: Seals | None = None

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        said = vars(domain_event)
        said.setdefault("provenance", current().recorded())
        kind = type(domain_event)
        if fields := personal_fields(domain_event):
            sealed = self._seals(kind).seal(said, fields, place(domain_event), said["timestamp"])
            domain_event = object.__new__(kind)
            vars(domain_event).update(sealed)
        return super().to_stored_event(domain_event)

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        event = super().to_domain_event(stored_event)
        if fields := personal_fields(event):
            try:
                opened = self._seals(type(event)).open(vars(event), fields, place(event))
            except InvalidTag as error:
                raise MapperDeserialisationError(
                    f"What {place(event)} says of a person was altered, or moved from elsewhere."
                ) from error
            vars(event).update(opened)
        return event

    def _seals(self, kind: type[Any]) -> Seals:
        if self.seals is None:
            raise ProgrammingError(f"{kind.__name__} speaks of people: its service needs keys.")
        return self.seals


class Recollection:
    """The event of a notification; each reader of the log asks for the same ones in turn."""

    def __init__(self, mapper: EventMapper) -> None:
        self.mapper = mapper
        self._decoded = lru_cache(REMEMBERED)(mapper.to_domain_event)

    def __call__(self, notification: Notification) -> Any:
        event = self._decoded(notification)
        if isinstance(event, PersonneOubliee):
            self.clear()
        return event

    def clear(self) -> None:
        """Somebody was forgotten, by whatever process: what this one has read counts too."""
        self._decoded.cache_clear()
        if self.mapper.seals:
            self.mapper.seals.keys.refresh()


def place(event: Any) -> str:
    """One place in one stream: what is sealed there opens nowhere else."""
    return f"{event.originator_id}/{event.originator_version}"


class PersonneOubliee(Event):
    """Personne oubliée : ses données personnelles ne peuvent plus être lues."""

    # Its stream is the person: nobody is forgotten twice.
    TOPIC = "shared.PersonneOubliee"


class MessageRecu(Event):
    """A message was handled, with this outcome; its id, first of its stream, forbids a repeat.

    The store's unique key (originator_id, originator_version) is the inbox, on every backend.
    """

    TOPIC = "shared.MessageRecu"

    type: str
    statut: Literal["ACCEPTE", "REFUSE"]
    code: str
    detail: str
    version: int


class MessageRelance(Event):
    """Un message mis de côté sera de nouveau essayé."""

    TOPIC = "shared.MessageRelance"

    cle: str
    file: str
    type: str
    cause: str
    corps_corrige: bool


class MessageEcarte(Event):
    """Un message mis de côté ne sera jamais traité."""

    TOPIC = "shared.MessageEcarte"

    cle: str
    file: str
    type: str
    cause: str


# The library registers by itself only the topics of events defined inside an aggregate. Those of
# every service are here, so that whoever reads a log knows them.
for each in (MessageRecu, MessageRelance, MessageEcarte, PersonneOubliee):
    register_topic(each.TOPIC, each)


def describe(event: Any) -> str:
    """The sentence that an event's class says of itself.

    The library derives event classes anew, and dataclass gives those a signature for a docstring.
    """
    name = type(event).__name__
    said = (kind.__doc__ or "" for kind in type(event).__mro__ if kind.__name__ == name)
    return next((doc.strip() for doc in said if not doc.startswith(f"{name}(")), name)
