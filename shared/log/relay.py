"""The relay: publishes the facts of the log, then saves its position."""

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Protocol

from shared.contracts import Contract
from shared.limits import TAILLE_AU_COURTIER
from shared.log.entries import Entry, entries_after
from shared.log.pauses import Pauses
from shared.log.set_aside import USUAL, Lines, SetAside, Tries
from shared.messages.envelope import Envelope
from shared.observability import metrics
from shared.observability.redaction import LoggableError
from shared.observability.traces import Trace, producing
from shared.read_model import ReadModel, advance_from
from shared.recording.application import Service

logger = logging.getLogger(__name__)


class Publisher(Protocol):
    """Returns once every message is confirmed by the broker, or handled; raises otherwise."""

    def publish(self, publisher: str, envelopes: Sequence[Envelope]) -> None: ...


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

    def run(self) -> int:
        """Publish one batch; returns the number of events read, none during a pause.

        Raises PublicationRefused if the broker does not take them.
        """
        if not self.pauses.over():
            return 0
        start = self.model.position(self.name)
        entries = entries_after(self.service, start)
        if not entries:
            return 0
        with self.model.transaction() as connection:
            lines = self.aside.lines(connection)
        self._send([envelope for _, envelope in lines.flowing(entries, self._envelope)])
        self._save(start, entries[-1].position, lines)
        return len(entries)

    def again(self, entry: Entry) -> bool:
        """Publish an event that was set aside; raises its error. False during a pause."""
        if not self.pauses.over():
            return False
        envelope = self._envelope(entry)
        if envelope:
            self._send([envelope])
        self.aside.release(entry.position)
        return True

    def _save(self, start: int, position: int, lines: Lines) -> None:
        """Save the position, with what was set aside before it."""
        with self.model.transaction() as connection:
            if advance_from(connection, self.name, start, position):
                self.aside.save(connection, lines)
            else:
                logger.warning("%s : un autre relais a pris la main.", self.service.name)

    def _send(self, envelopes: Sequence[Envelope]) -> None:
        name = self.service.name
        try:
            with ExitStack() as steps, metrics.PUBLISHING.labels(name).time():
                self.bus.publish(name, [self._traced(each, steps) for each in envelopes])
        except PublicationRefused:
            self.pauses.failed()
            raise
        self.pauses.succeeded()
        for each in envelopes:
            metrics.PUBLISHED.labels(name, type(each.body).__name__).inc()

    def _traced(self, envelope: Envelope, steps: ExitStack) -> Envelope:
        """Add a step to the trace of the event, which may have begun in another process."""
        body, exchange = envelope.body, f"{self.service.name}.events"
        step = producing(exchange, type(body).__name__, str(body.message_id), envelope.trace)
        return replace(envelope, trace=steps.enter_context(step))

    def _envelope(self, entry: Entry) -> Envelope | None:
        contract = self.to_contract(entry.event)
        if contract is None:
            return None
        check_body(contract)
        provenance = entry.event.provenance
        return Envelope(contract, provenance["correlation"], Trace.of(provenance))


def check_body(contract: Contract) -> None:
    """Raises an error if no message can carry this contract."""
    if (size := len(contract.model_dump_json().encode())) > TAILLE_AU_COURTIER.valeur:
        raise FactTooLarge(f"{size} octets, pour {TAILLE_AU_COURTIER} admis")
