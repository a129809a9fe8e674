"""How events are kept: with their provenance, written in one place."""

from typing import Any
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent
from eventsourcing.utils import register_topic

from shared.domain import Event
from shared.provenance import current


class ProvenanceMapper(Mapper[UUID]):
    """Adds to each new event who acted, why and on which cause."""

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        vars(domain_event).setdefault("provenance", current().recorded())
        return super().to_stored_event(domain_event)


class MessageRecu(Event):
    """A message was handled, with this outcome; its id, first of its stream, forbids a repeat.

    The store's unique key (originator_id, originator_version) is the inbox, on every backend.
    """

    TOPIC = "shared.MessageRecu"

    type: str
    statut: str
    code: str
    detail: str
    version: int


# The library registers by itself only the topics of events defined inside an aggregate.
register_topic(MessageRecu.TOPIC, MessageRecu)


def describe(event: Any) -> str:
    """The sentence that an event's class says of itself.

    The library derives event classes anew, and dataclass gives those a signature for a docstring.
    """
    name = type(event).__name__
    said = (kind.__doc__ or "" for kind in type(event).__mro__ if kind.__name__ == name)
    return next((doc.strip() for doc in said if not doc.startswith(f"{name}(")), name)
