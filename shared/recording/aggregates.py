"""The base of aggregates and of their events: a topic, a sentence, one way to record."""

from collections.abc import Hashable, Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated, AggregateEvent, BaseAggregate
from eventsourcing.utils import register_topic

from shared.clock import FIRST

NOT_RECORDED = datetime.min.replace(tzinfo=UTC)
"""The timestamp of an event until the store records it (`EventMapper`)."""


class Event(AggregateEvent):
    """A fact; the store adds its recording time and its provenance.

    `PHRASE` is its sentence in the history of a structure; a new wording is a new `class_version`.
    `apply` changes the aggregate, at the decision and at each load: it never refuses.
    """

    PHRASE: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        """Registers the TOPIC of a module's event; the library does for those of an aggregate."""
        super().__init_subclass__()
        topic = vars(cls).get("TOPIC")
        if topic and cls.__qualname__ == cls.__name__:
            register_topic(topic, cls)

    @staticmethod
    def create_timestamp() -> datetime:
        return NOT_RECORDED

    @property
    def provenance(self) -> dict[str, Any]:
        """Author, reason, date and cause; raises KeyError before the event is recorded."""
        recorded: dict[str, Any] = vars(self)["provenance"]
        return recorded

    @property
    def depuis(self) -> datetime:
        """The instant from which it holds; raises KeyError before the event is recorded."""
        held: datetime = self.provenance["survenu_le"]
        return held

    @property
    def selon(self) -> tuple[str, ...]:
        """The rules that the decision cites, until the store moves them to the provenance."""
        rules: tuple[str, ...] = vars(self).get("selon", ())
        return rules


class Created(Event, AggregateCreated):
    """The first event of an aggregate."""


class Aggregate(BaseAggregate[UUID]):
    """The library's aggregate without its nameless `Created` event.

    A class that sets TOPIC must give a topic to every event it inherits,
    and the library's own `Aggregate.Created` has none.
    """

    depuis: datetime = FIRST
    """When it came to its present stage; the store says it, at each load."""

    class Event(Event):
        pass

    @property
    def etape(self) -> Hashable:
        """Its stage: a request is not dated before the day it came to it. None: of any day."""
        return None

    @classmethod
    def creer(cls, evenement: type[Created], selon: Iterable[str] = (), **faits: Any) -> Self:
        """A new aggregate, from its first event; `selon`: the rules cited (id@version, INV-17)."""
        aggregate = cls._create(evenement, **faits)
        _cite(aggregate, selon)
        return aggregate

    def enregistrer(
        self, evenement: type[AggregateEvent], selon: Iterable[str] = (), **faits: Any
    ) -> None:
        """Record one more event; `selon`: the rules cited (id@version, INV-17)."""
        self.trigger_event(evenement, **faits)
        _cite(self, selon)


def _cite(aggregate: Aggregate, rules: Iterable[str]) -> None:
    if cited := tuple(dict.fromkeys(rules)):
        vars(aggregate.pending_events[-1])["selon"] = cited
