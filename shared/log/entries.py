"""The events of a service's log, as its readers meet them: some cannot be decoded."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from eventsourcing.persistence import Notification
from eventsourcing.utils import TopicError, resolve_topic

from shared.limits import IDENTIFIANT
from shared.log.causes import is_outage
from shared.log.contract_fields import subject_of
from shared.messages.raw import storable
from shared.personal_data.fields import personal_fields
from shared.recording.application import Service
from shared.recording.store import MessageRecu

BATCH = 500

UNTOLD = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""Raised by stored fields that do not say what they should."""


ACCEPTED = b'"statut":"ACCEPTE"'
"""In a receipt as it is stored: a quote that is part of a text would have its backslash."""

Decoded = tuple[Any, Exception | None]


class Entry:
    """An event of the log and its position, decoded once, for whoever asks first.

    `kind`: the class of the event; None if this code knows no such topic.
    """

    def __init__(self, service: Service, stored: Notification) -> None:
        self.service, self.stored = service, stored
        self.kind = _kind(stored.topic)
        self._seen_sealed: Decoded | None = None
        self._seen: Decoded | None = None

    @property
    def is_answer(self) -> bool:
        """True for the receipt of a message that was accepted: no reader has a use for it."""
        return self.stored.topic == MessageRecu.TOPIC and ACCEPTED in self.stored.state

    @property
    def error(self) -> Exception | None:
        """Why this code cannot decode the event, if it cannot; raises an outage."""
        return self._decoded[1]

    @property
    def position(self) -> int:
        return self.stored.id

    @property
    def aggregate(self) -> str:
        return str(self.stored.originator_id)

    @property
    def event(self) -> Any:
        """The event; raises the error of its decoding."""
        event, error = self._decoded
        if error:
            raise error
        return event

    def people(self) -> set[UUID]:
        """The people whose keys are needed to decode the event."""
        event, _ = self._sealed if self.kind and personal_fields(self.kind) else (None, None)
        if event is None:
            return set()
        with suppress(*UNTOLD):
            found = {each.person(vars(event)) for each in personal_fields(event)}
            return {each for each in found if each}
        return set()

    @cached_property
    def structure(self) -> str:
        """The structure that the event is about, even if it cannot be decoded; empty if none."""
        try:
            subject = subject_of(self.event)
        except Exception:
            subject = _subject_in(self.stored.state)
        return storable(subject or "")[: IDENTIFIANT.valeur]

    @property
    def _sealed(self) -> Decoded:
        if self._seen_sealed is None:
            self._seen_sealed = _tried(self.service.recorded.still_sealed, self.stored)
        return self._seen_sealed

    @property
    def _decoded(self) -> Decoded:
        if self._seen is None:
            sealed, error = self._sealed
            self._seen = (None, error) if error else _tried(self.service.recorded.opened, sealed)
        return self._seen


@dataclass(frozen=True)
class Page:
    """The events after `start` until `end`, both positions; `count` of them.

    `entries`: those that a reader may have a use for.
    """

    start: int
    end: int
    count: int
    entries: Sequence[Entry]


def any_entry(entry: Entry) -> bool:
    """Default `wanted`: every event."""
    return True


def page_after(
    service: Service,
    start: int,
    limit: int = BATCH,
    stop: int | None = None,
    wanted: Callable[[Entry], bool] = any_entry,
) -> Page | None:
    """The page after a position, up to `stop` if it is given; None if nothing is recorded there.

    Of the events that nobody wants, nothing is decoded. The keys of the others' people are
    fetched in one query.
    """
    found = [Entry(service, each) for each in _stored_after(service, start, limit, stop)]
    if not found:
        return None
    useful = [each for each in found if not each.is_answer and wanted(each)]
    fetch_keys(service, useful)
    return Page(start, found[-1].position, len(found), useful)


def fetch_keys(service: Service, entries: Iterable[Entry]) -> None:
    """Fetch in one query the keys of the people that these events are about."""
    if service.keys:
        service.keys.prefetch({person for each in entries for person in each.people()})


def entries_after(service: Service, position: int, limit: int = BATCH) -> list[Entry]:
    """The events recorded after a position, in the order of their commits."""
    found = [Entry(service, stored) for stored in _stored_after(service, position, limit)]
    fetch_keys(service, found)
    return found


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


def _kind(topic: str) -> type[Any] | None:
    try:
        found: type[Any] = resolve_topic(topic)
    except TopicError:
        return None
    return found


def _stored_after(
    service: Service, position: int, limit: int, stop: int | None = None
) -> Sequence[Notification]:
    found: Sequence[Notification] = service.recorder.select_notifications(
        start=position, limit=limit, stop=stop, inclusive_of_start=False
    )
    return found


def _tried(decode: Callable[[Any], Any], what: Any) -> Decoded:
    """The event that `decode` returns, or the error that it raises; an outage is raised."""
    try:
        return decode(what), None
    except Exception as error:
        if is_outage(error):
            raise
        return None, error


def _subject_in(state: bytes) -> UUID | None:
    """The structure named by the stored fields of an event, which the transcoder writes as hex."""
    with suppress(*UNTOLD):
        fields = json.loads(state)
        named = fields.get("structure_id") or fields["provenance"]["sujet"]
        return UUID(named["_data_"])
    return None
