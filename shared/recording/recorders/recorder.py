"""What a service asks of its store, beside what the library's recorders do (ADR 0033)."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, StoredEvent

from shared.personal_data.new_keys import NewKeys


class Recorder(ApplicationRecorder):
    """A store of events, which keeps the keys of people beside them."""

    @abstractmethod
    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, keys: NewKeys | None = None, **kwargs: Any
    ) -> Sequence[int]:
        """Insert these events and these new keys, all or nothing; returns the events' positions.

        Raises IntegrityError if one of the events is there already, or a key of the same person:
        the message is then decided again, for its events are sealed under keys that nobody has.
        """

    @abstractmethod
    def select_streams(self, ids: Iterable[UUID]) -> dict[UUID, list[StoredEvent]]:
        """The events of these streams, in one query; a stream without event is left out."""

    @abstractmethod
    def last_events(self, ids: Iterable[UUID]) -> dict[UUID, StoredEvent]:
        """The last event of each of these streams, in one query; left out if it has none."""


def by_stream(events: Iterable[StoredEvent]) -> dict[Any, list[StoredEvent]]:
    """Group events that come stream by stream."""
    return {id: list(each) for id, each in groupby(events, attrgetter("originator_id"))}


def by_id(events: Iterable[StoredEvent]) -> dict[Any, StoredEvent]:
    """Index events that are the only ones of their stream."""
    return {event.originator_id: event for event in events}
