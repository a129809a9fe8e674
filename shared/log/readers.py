"""Readers of a service's own log: after a crash, each resumes from its saved position.

An event that a reader cannot use is set aside for it, and the reader goes on (ADR 0030).
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import singledispatch
from typing import Any, Protocol, TypeVar

from shared.log.causes import is_outage
from shared.log.entries import BATCH, Entry, Page, entries_after, page_after
from shared.log.set_aside import USUAL, Lines, SetAside, Tries
from shared.messages.commands import Command
from shared.messages.envelope import Envelope
from shared.observability import heartbeat, metrics
from shared.observability.subject import about
from shared.observability.traces import Trace, here, spanning
from shared.read_model import ReadModel, advance, advance_from
from shared.recording.application import Service
from shared.statements import Statement, Transaction, apply, apply_all

PERFORMED = 200
"""The events whose effects one pass performs, at most."""
REBUILT = 1000
"""The events of a page of a rebuild."""

R = TypeVar("R", bound=Callable[..., Iterator[Statement]])


Recorded = tuple[int, Any]
"""A position in the log and the event recorded there."""


class LogReader(Protocol):
    """Reads the log one batch at a time; `run` returns the number of events read."""

    name: str

    def run(self) -> int: ...


def recorded_after(service: Service, position: int, limit: int = BATCH) -> list[Recorded]:
    """The events after a position; raises the error of one that cannot be decoded."""
    return [(each.position, each.event) for each in entries_after(service, position, limit)]


class Projection:
    """Tables built from the log: a function per kind of event yields the SQL statements.

    The receipts of the messages that were accepted reach no projection.
    """

    def __init__(self, name: str, tables: dict[str, str], indexes: Sequence[str] = ()) -> None:
        self.name, self.tables, self.indexes = name, tables, indexes
        self._rows = singledispatch(_no_row)
        self._wanted: dict[type[Any], bool] = {}

    def on(self, *kinds: type[Any]) -> Callable[[R], R]:
        """Register the function for these kinds of events and those derived from them."""

        def register(rows: R) -> R:
            for kind in kinds:
                self._rows.register(kind, rows)
            self._wanted.clear()
            return rows

        return register

    @property
    def kinds(self) -> list[type[Any]]:
        """The kinds of events that are registered."""
        return [each for each in self._rows.registry if each is not object]

    def wants(self, kind: type[Any]) -> bool:
        """True if an event of this kind may give a row."""
        if kind not in self._wanted:
            self._wanted[kind] = self._rows.dispatch(kind) is not _no_row
        return self._wanted[kind]

    def statements(self, events: Sequence[Recorded]) -> Iterator[Statement]:
        for _, event in events:
            yield from self._rows(event)


def joined(name: str, *parts: Projection) -> Projection:
    """One reader, hence one position, for the tables of several subjects."""
    tables = {table: sql for part in parts for table, sql in part.tables.items()}
    whole = Projection(name, tables, [sql for part in parts for sql in part.indexes])

    @whole.on(*(kind for part in parts for kind in part.kinds))
    def _rows(event: Any) -> Iterator[Statement]:
        for part in parts:
            yield from part.statements([(0, event)])

    return whole


def _no_row(event: Any) -> Iterator[Statement]:
    return iter(())


class ProjectionReader:
    """Runs one projection after the log."""

    def __init__(
        self, service: Service, model: ReadModel, projection: Projection, tries: Tries = USUAL
    ) -> None:
        self.service, self.model, self.projection = service, model, projection
        self.name = f"projection.{projection.name}"
        model.create([*projection.tables.values(), *projection.indexes])
        self.aside = SetAside(model, self.name, service.clock, tries)

    def run(self) -> int:
        """Read one page; returns 0 if another process moved the position, as a rebuild does."""
        page = page_after(self.service, self.model.position(self.name), wanted=self._wants)
        return self.save(page) if page else 0

    def pause(self) -> float:
        return 0.0

    def prepare(self, page: Page) -> bool:
        return True

    def write(self, connection: Transaction, page: Page, lines: Lines) -> None:
        """Fast, and fails as a whole at a row that the database refuses."""
        flowing = lines.flowing(page.entries, self._rows)
        apply_all(connection, (statement for _, rows in flowing for statement in rows))
        self.aside.save(connection, lines)

    def save(self, page: Page) -> int:
        try:
            return self._save(page, self.write)
        except Exception as error:
            if is_outage(error):
                raise
            return self._save(page, self._one_by_one)

    def again(self, entry: Entry) -> bool:
        """Use an event that was set aside; raises its error. False if another process did."""
        with self.model.transaction() as connection:
            taken = self.aside.take(connection, entry.position)
            for statement in self._rows(entry) if taken else ():
                apply(connection, statement)
        return taken

    def rebuild(self, progress: Callable[[int], None]) -> int:
        """Rebuild the tables from the first event, in one transaction: no query sees them partial.

        Returns the last position; calls `progress` with the size of each batch.
        """
        position = 0
        with self.model.transaction() as connection:
            advance(connection, self.name, position)
            self.aside.read_again(connection)
            for table in self.projection.tables:
                apply(connection, (f"DELETE FROM {table}", {}))
            while page := page_after(self.service, position, REBUILT, wanted=self._wants):
                self._rebuild(connection, page)
                position = page.end
                progress(page.count)
            self.aside.was_read_again(connection)
            advance(connection, self.name, position)
        return position

    def _save(self, page: Page, write: Callable[[Transaction, Page, Lines], None]) -> int:
        with self.model.transaction() as connection:
            if not advance_from(connection, self.name, page.start, page.end):
                return 0
            write(connection, page, self.aside.lines(connection))
        return page.count

    def _rebuild(self, connection: Transaction, page: Page) -> None:
        try:
            with connection.begin_nested():
                self.write(connection, page, self.aside.lines(connection))
        except Exception as error:
            if is_outage(error):
                raise
            self._one_by_one(connection, page, self.aside.lines(connection))

    def _one_by_one(self, connection: Transaction, page: Page, lines: Lines) -> None:
        """Set aside the events whose rows the database refuses."""
        for entry, rows in lines.flowing(page.entries, self._rows):
            try:
                with connection.begin_nested():
                    for statement in rows:
                        apply(connection, statement)
            except Exception as error:
                if is_outage(error):
                    raise
                lines.keep(entry, error)
        self.aside.save(connection, lines)

    def _rows(self, entry: Entry) -> list[Statement]:
        if not self._wants(entry):
            return []
        return list(self.projection.statements([(entry.position, entry.event)]))

    def _wants(self, entry: Entry) -> bool:
        """False if the event gives no row here, whatever it says."""
        return entry.kind is None or self.projection.wants(entry.kind)


def no_preparation(event: Any) -> None:
    """Default `prepare`: does nothing."""


@dataclass(frozen=True)
class Effect:
    """An action outside the service for each event of a kind; it must be safe to repeat.

    `prepare` has no side effect and runs ahead, in threads. `perform` runs in the order of the
    log, with the prepared value, and returns the command that reports the outcome. Both raise
    `Outage` if a server that they need serves nobody.
    """

    kind: type[Any] | tuple[type[Any], ...]
    perform: Callable[[Any, Any], Command]
    prepare: Callable[[Any], Any] = no_preparation


class EffectReader:
    """Performs effects in the order of the log; the service receives each outcome as a message."""

    name = "effects"

    def __init__(
        self, service: Service, model: ReadModel, effect: Effect, tries: Tries = USUAL
    ) -> None:
        self.service, self.model, self.effect = service, model, effect
        self.threads = ThreadPoolExecutor(thread_name_prefix=f"{service.name}.effects")
        self.aside = SetAside(model, self.name, service.clock, tries)

    def run(self) -> int:
        """Read one page; returns the number of events read."""
        page = page_after(self.service, self.model.position(self.name))
        return self.take(page) if page else 0

    def take(self, page: Page) -> int:
        """Perform the effects of a page, or of its first events: the other readers wait meanwhile.

        The position is saved after each effect: a crash repeats at most one.
        """
        entries = page.entries[:PERFORMED]
        whole = len(entries) == len(page.entries)
        end = page.end if whole else entries[-1].position
        lines = self.aside.lines_now()
        ahead = self._ahead(lines, entries)
        for entry, event in lines.flowing(entries, self._concerned):
            heartbeat.beat(heartbeat.WORKER)
            try:
                self._perform(event, ahead.pop(entry.position).result())
            except Exception as error:
                if is_outage(error):
                    raise
                lines.keep(entry, error)
            self._advance(entry.position, lines)
        self._advance(end, lines)
        return page.count if whole else len(entries)

    def again(self, entry: Entry) -> bool:
        """Perform the effect of an event that was set aside; raises its error."""
        if event := self._concerned(entry):
            self._perform(event, self._prepare(event))
        self.aside.release(entry.position)
        return True

    def _concerned(self, entry: Entry) -> Any:
        """The event, if it has an effect; raises its error if it cannot be decoded."""
        return entry.event if isinstance(entry.event, self.effect.kind) else None

    def _ahead(self, lines: Lines, entries: Sequence[Entry]) -> dict[int, "Future[Any]"]:
        """The preparations of the events that may be used, by position."""
        known = (each for each in entries if each.error is None and not lines.holds(each))
        return {
            each.position: self.threads.submit(self._prepare, each.event)
            for each in known
            if isinstance(each.event, self.effect.kind)
        }

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

    def _advance(self, position: int, lines: Lines) -> None:
        """Save the position, with what was set aside before it."""
        with self.model.transaction() as connection:
            advance(connection, self.name, position)
            self.aside.save(connection, lines)
        lines.kept.clear()
