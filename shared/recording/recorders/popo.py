"""Events in memory, for tests; their keys are in a file."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from eventsourcing import popo
from eventsourcing.persistence import StoredEvent

from shared.personal_data.new_keys import NewKeys
from shared.recording.recorders.recorder import Recorder


class PopoRecorder(popo.POPOApplicationRecorder, Recorder):
    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, keys: NewKeys | None = None, **kwargs: Any
    ) -> Sequence[int]:
        if keys and keys.rows:
            keys.write_alone()
        positions = super().insert_events(stored_events, **kwargs)
        if keys:
            keys.committed()
        return positions or []

    def select_streams(self, ids: Iterable[UUID]) -> dict[UUID, list[StoredEvent]]:
        found = {id: list(self.select_events(id)) for id in ids}
        return {id: events for id, events in found.items() if events}

    def last_events(self, ids: Iterable[UUID]) -> dict[UUID, StoredEvent]:
        return {id: events[-1] for id, events in self.select_streams(ids).items()}


class Factory(popo.POPOFactory):
    """What `PERSISTENCE_MODULE` finds in this module."""

    def application_recorder(self) -> PopoRecorder:
        return PopoRecorder()
