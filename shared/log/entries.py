"""The events of a service's log, as its readers meet them: some cannot be decoded."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from eventsourcing.persistence import Notification

from shared.limits import IDENTIFIANT
from shared.log.causes import is_outage
from shared.log.contract_fields import subject_of
from shared.messages.raw import storable
from shared.recording.application import Service

BATCH = 200

UNTOLD = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""Raised by stored fields that do not say what they should."""


class Entry:
    """An event of the log and its position; `error` if this code cannot decode it."""

    def __init__(self, service: Service, stored: Notification) -> None:
        self.stored = stored
        self.error: Exception | None = None
        self._event: Any = None
        try:
            self._event = service.recorded(stored)
        except Exception as error:
            if is_outage(error):
                raise
            self.error = error

    @property
    def position(self) -> int:
        return self.stored.id

    @property
    def aggregate(self) -> str:
        return str(self.stored.originator_id)

    @property
    def event(self) -> Any:
        """The event; raises the error of its decoding."""
        if self.error:
            raise self.error
        return self._event

    @cached_property
    def structure(self) -> str:
        """The structure that the event is about, even if it cannot be decoded; empty if none."""
        try:
            subject = subject_of(self.event)
        except Exception:
            subject = _subject_in(self.stored.state)
        return storable(subject or "")[: IDENTIFIANT.valeur]


def entries_after(service: Service, position: int, limit: int = BATCH) -> list[Entry]:
    """The events recorded after a position, in the order of their commits."""
    return [Entry(service, stored) for stored in _stored_after(service, position, limit)]


def readable(service: Service, limit: int = BATCH) -> Iterator[Any]:
    """Every event of the log that this code can decode, from the first."""
    position = 0
    while entries := entries_after(service, position, limit):
        position = entries[-1].position
        yield from (each.event for each in entries if each.error is None)


def entry_at(service: Service, position: int) -> Entry:
    """The event recorded at this position, which must exist."""
    return entries_after(service, position - 1, limit=1)[0]


def recorded_at(service: Service, position: int) -> datetime | None:
    """The date of the event after a position, decodable or not; None if nothing tells it."""
    for stored in _stored_after(service, position, limit=1):
        with suppress(*UNTOLD):
            return datetime.fromisoformat(json.loads(stored.state)["timestamp"]["_data_"])
    return None


def _stored_after(service: Service, position: int, limit: int) -> Sequence[Notification]:
    found: Sequence[Notification] = service.recorder.select_notifications(
        start=position, limit=limit, inclusive_of_start=False
    )
    return found


def _subject_in(state: bytes) -> UUID | None:
    """The structure named by the stored fields of an event, which the transcoder writes as hex."""
    with suppress(*UNTOLD):
        fields = json.loads(state)
        named = fields.get("structure_id") or fields["provenance"]["sujet"]
        return UUID(named["_data_"])
    return None
