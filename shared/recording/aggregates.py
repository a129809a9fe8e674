"""What every aggregate shares: events with an address and a date, and a way to refuse."""

from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import AggregateCreated, AggregateEvent, BaseAggregate

from shared.recording.provenance import current


class Refus(Exception):
    """The domain declines; the message is written for the person who asked."""


class Event(AggregateEvent):
    """A fact recorded at the time of the clock of whoever runs us, not of the machine."""

    @staticmethod
    def create_timestamp() -> datetime:
        return current().enregistre_le

    @property
    def provenance(self) -> dict[str, Any]:
        """Who, why and when, for an event that has been recorded."""
        recorded: dict[str, Any] = vars(self)["provenance"]
        return recorded


class Created(Event, AggregateCreated):
    """The first event of an aggregate."""


class Aggregate(BaseAggregate[UUID]):
    """The library's aggregate without its nameless `Created` event.

    A class that sets TOPIC must give a topic to every event it inherits,
    and the library's own `Aggregate.Created` has none.
    """

    class Event(Event):
        pass
