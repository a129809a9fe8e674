"""The relay: publishes the facts of the log, then saves its position."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Protocol

from shared.contracts import Contract
from shared.limits import TAILLE_AU_COURTIER
from shared.log.entries import Entry, Page, page_after
from shared.log.pauses import Pauses
from shared.log.set_aside import USUAL, Lines, SetAside, Tries
from shared.log.told_late import ToldLate
from shared.messages.envelope import Envelope
from shared.observability import metrics
from shared.observability.redaction import LoggableError
from shared.observability.traces import Trace, producing, traced
from shared.read_model import ReadModel, advance_from
from shared.recording.application import Service
from shared.statements import Transaction

logger = logging.getLogger(__name__)


class Publisher(Protocol):
    """Returns once every message is confirmed by the broker, or handled; raises otherwise.

    Envelopes are made while the first ones leave.
    """

    def publish(self, publisher: str, envelopes: Iterable[Envelope]) -> None: ...


class PublicationRefused(LoggableError):
    """The broker took nothing, or a part; the relay publishes the same again, with the same ids."""


class FactTooLarge(LoggableError):
    """RabbitMQ would close the channel of whoever publishes a message of this size."""


class Relay:
    """Publishes at least once: after a crash before the save, messages leave again, same ids.

    Refused, it pauses longer and longer: those who took the messages hear them again each time.

    A relay that lost the lead while publishing does not move the position of its successor.

    An event that cannot become a contract is set aside, and what follows about its structure.
    """

    name = "relay"

    def __init__(
        self,
        service: Service,
        model: ReadModel,
        to_contract: Callable[[Any], Contract | None],
        bus: Publisher,
        pauses: Pauses | None = None,
        tries: Tries = USUAL,
    ) -> None:
        self.service, self.model, self.to_contract, self.bus = service, model, to_contract, bus
        self.pauses = pauses or Pauses()
        self.aside = SetAside(model, self.name, service.clock, tries)
        self.late = ToldLate(model, self.name)
        self.lines = Lines()

    def run(self) -> int:
        """Publish one page; returns the number of events read, none during a pause.

        Raises PublicationRefused if the broker does not take them.
        """
        if not self.pauses.over():
            return 0
        page = page_after(self.service, self.model.position(self.name))
        return self.save(page) if page and self.prepare(page) else 0

    def pause(self) -> float:
        return self.pauses.left()

    def prepare(self, page: Page) -> bool:
        """Publish what the events tell, and wait for every confirm."""
        self.lines = self.aside.lines_now()
        self._send(envelope for _, envelope in self.lines.flowing(page.entries, self._envelope))
        return True

    def write(self, connection: Transaction, page: Page, lines: Lines) -> None:
        """Write what `prepare` set aside."""
        self.aside.save(connection, self.lines)

    def save(self, page: Page) -> int:
        with self.model.transaction() as connection:
            if advance_from(connection, self.name, page.start, page.end):
                self.aside.save(connection, self.lines)
            else:
                logger.warning("%s : un autre relais a pris la main.", self.service.name)
        return page.count

    def again(self, entry: Entry) -> bool:
        """Publish an event that was set aside; raises its error. False during a pause."""
        if not self.pauses.over():
            return False
        envelope = self._envelope(entry)
        if envelope:
            self._send([envelope])
        with self.model.transaction() as connection:
            self.aside.take(connection, entry.position)
            if envelope:
                self.late.keep(connection, entry.position)
        return True

    def _send(self, envelopes: Iterable[Envelope]) -> None:
        name, told = self.service.name, Counter[str]()
        try:
            with ExitStack() as steps, metrics.PUBLISHING.labels(name).time():
                self.bus.publish(name, self._leaving(envelopes, steps, told))
        except PublicationRefused:
            self.pauses.failed()
            raise
        self.pauses.succeeded()
        for kind, number in told.items():
            metrics.PUBLISHED.labels(name, kind).inc(number)

    def _leaving(
        self, envelopes: Iterable[Envelope], steps: ExitStack, told: Counter[str]
    ) -> Iterator[Envelope]:
        """Each envelope in its trace, if it has one; `told` counts them by kind."""
        recording = traced()
        for each in envelopes:
            told[type(each.body).__name__] += 1
            yield self._traced(each, steps) if recording or each.trace.parent else each

    def _traced(self, envelope: Envelope, steps: ExitStack) -> Envelope:
        """Add a step to the trace of the event, which may have begun in another process."""
        body, exchange = envelope.body, f"{self.service.name}.events"
        step = producing(exchange, type(body).__name__, str(body.message_id), envelope.trace)
        return replace(envelope, trace=steps.enter_context(step))

    def _envelope(self, entry: Entry) -> Envelope | None:
        return told(self.to_contract, entry)


def told(to_contract: Callable[[Any], Contract | None], entry: Entry) -> Envelope | None:
    """The message that tells an event, if one does; raises an error if none can."""
    contract = to_contract(entry.event)
    if contract is None:
        return None
    provenance = entry.event.provenance
    trace, raw = Trace.of(provenance), encoded(contract)
    return Envelope(contract, provenance["correlation"], trace, encoded=raw)


def encoded(contract: Contract) -> bytes:
    """The contract as JSON; raises an error if no message can carry it."""
    raw = contract.model_dump_json().encode()
    if len(raw) > TAILLE_AU_COURTIER.valeur:
        raise FactTooLarge(f"{len(raw)} octets, pour {TAILLE_AU_COURTIER} admis")
    return raw
