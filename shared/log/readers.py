"""Readers of a service's own log: after a crash, each resumes from its saved position."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import singledispatch
from typing import Any, Protocol, TypeVar

from eventsourcing.persistence import Notification

from shared.messages.commands import Command
from shared.messages.envelope import Envelope
from shared.observability import heartbeat, metrics
from shared.observability.subject import about
from shared.observability.traces import Trace, here, spanning
from shared.read_model import (
    ReadModel,
    Statement,
    advance,
    advance_from,
    apply,
    apply_all,
)
from shared.recording.aggregates import Event
from shared.recording.application import Service

BATCH = 200

R = TypeVar("R", bound=Callable[..., Iterator[Statement]])

Recorded = tuple[int, Any]
"""A position in the log and the event recorded there."""


class LogReader(Protocol):
    """Reads the log one batch at a time; `run` returns the number of events read."""

    name: str

    def run(self) -> int: ...


def reading_after(service: Service, position: int, limit: int = BATCH) -> Iterator[Recorded]:
    """The events recorded after a position, in the order of their commits."""
    notifications: Sequence[Notification] = service.recorder.select_notifications(
        start=position, limit=limit, inclusive_of_start=False
    )
    for notification in notifications:
        yield notification.id, service.recorded(notification)


def recorded_after(service: Service, position: int, limit: int = BATCH) -> list[Recorded]:
    """`reading_after`, as a list."""
    return list(reading_after(service, position, limit))


class Projection:
    """Tables built from the log: a function per kind of event yields the SQL statements."""

    def __init__(self, name: str, tables: dict[str, str]) -> None:
        self.name, self.tables = name, tables
        self._rows = singledispatch(_no_row)

    def on(self, *kinds: type[Any]) -> Callable[[R], R]:
        """Register the function for these kinds of events and those derived from them."""

        def register(rows: R) -> R:
            for kind in kinds:
                self._rows.register(kind, rows)
            return rows

        return register

    def statements(self, events: Sequence[Recorded]) -> Iterator[Statement]:
        for _, event in events:
            yield from self._rows(event)


def joined(name: str, *parts: Projection) -> Projection:
    """One reader, hence one position, for the tables of several subjects."""
    whole = Projection(name, {table: sql for part in parts for table, sql in part.tables.items()})

    @whole.on(Event)
    def _rows(event: Any) -> Iterator[Statement]:
        for part in parts:
            yield from part.statements([(0, event)])

    return whole


def _no_row(event: Any) -> Iterator[Statement]:
    return iter(())


class ProjectionReader:
    """Runs one projection after the log."""

    def __init__(self, service: Service, model: ReadModel, projection: Projection) -> None:
        self.service, self.model, self.projection = service, model, projection
        self.name = f"projection.{projection.name}"
        model.create(list(projection.tables.values()))

    def run(self) -> int:
        """Read one batch; returns 0 if another process moved the position, as a rebuild does."""
        start = self.model.position(self.name)
        events = recorded_after(self.service, start)
        if not events:
            return 0
        with self.model.transaction() as connection:
            if not advance_from(connection, self.name, start, events[-1][0]):
                return 0
            apply_all(connection, self.projection.statements(events))
        return len(events)

    def rebuild(self, progress: Callable[[int], None]) -> int:
        """Rebuild the tables from the first event, in one transaction: no query sees them partial.

        Returns the last position; calls `progress` with the size of each batch.
        """
        position = 0
        with self.model.transaction() as connection:
            advance(connection, self.name, position)
            for table in self.projection.tables:
                apply(connection, (f"DELETE FROM {table}", {}))
            while events := recorded_after(self.service, position, limit=1000):
                apply_all(connection, self.projection.statements(events))
                position = events[-1][0]
                progress(len(events))
            advance(connection, self.name, position)
        return position


def no_preparation(event: Any) -> None:
    """Default `prepare`: does nothing."""


@dataclass(frozen=True)
class Effect:
    """An action outside the service for each event of a kind; it must be safe to repeat.

    `prepare` has no side effect and runs ahead, in threads. `perform` runs in the order of the
    log, with the prepared value, and returns the command that reports the outcome.
    """

    kind: type[Any] | tuple[type[Any], ...]
    perform: Callable[[Any, Any], Command]
    prepare: Callable[[Any], Any] = no_preparation


class EffectReader:
    """Performs effects in the order of the log; the service receives each outcome as a message."""

    name = "effects"

    def __init__(self, service: Service, model: ReadModel, effect: Effect) -> None:
        self.service, self.model, self.effect = service, model, effect
        self.threads = ThreadPoolExecutor(thread_name_prefix=f"{service.name}.effects")

    def run(self) -> int:
        """Run one batch; the position is saved after each effect: a crash repeats at most one."""
        events = recorded_after(self.service, self.model.position(self.name))
        concerned = [(at, event) for at, event in events if isinstance(event, self.effect.kind)]
        prepared = self.threads.map(self._prepare, [event for _, event in concerned])
        for (position, event), ready in zip(concerned, prepared, strict=True):
            heartbeat.beat(heartbeat.WORKER)
            self._perform(event, ready)
            self._advance(position)
        if events:
            self._advance(events[-1][0])
        return len(events)

    def _prepare(self, event: Any) -> Any:
        with spanning(f"prepare {type(event).__name__}", {}, Trace.of(event.provenance)):
            return self.effect.prepare(event)

    def _perform(self, event: Any, ready: Any) -> None:
        """Perform the effect, then record its outcome, in the trace of the event."""
        kind, correlation = type(event).__name__, event.provenance["correlation"]
        with (
            about(correlation=str(correlation)),
            spanning(f"effect {kind}", {}, Trace.of(event.provenance)),
        ):
            with metrics.EFFECTS.labels(self.service.name, kind).time():
                outcome = self.effect.perform(event, ready)
            self.service.receive(Envelope(outcome, correlation, here(), self.service.name))

    def _advance(self, position: int) -> None:
        with self.model.transaction() as connection:
            advance(connection, self.name, position)
