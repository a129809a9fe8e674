"""The relay: publishes the facts of the log, then saves its position."""

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Protocol

from shared.contracts import Contract
from shared.log.pauses import Pauses
from shared.log.readers import reading_after
from shared.messages.envelope import Envelope
from shared.observability import metrics
from shared.observability.redaction import LoggableError, summary
from shared.observability.traces import Trace, producing
from shared.read_model import ReadModel, advance_from
from shared.recording.application import Service

logger = logging.getLogger(__name__)


class Publisher(Protocol):
    """Returns once every message is confirmed by the broker, or handled; raises otherwise."""

    def publish(self, publisher: str, envelopes: Sequence[Envelope]) -> None: ...


class PublicationRefused(LoggableError):
    """The broker took nothing, or a part; the relay publishes the same again, with the same ids."""


class RelayBlocked(LoggableError):
    """An event could not become a contract; the relay publishes nothing after it until it can."""


class Relay:
    """Publishes at least once: after a crash before the save, messages leave again, same ids.

    Refused, it pauses longer and longer: those who took the messages hear them again each time.

    A relay that lost the lead while publishing does not move the position of its successor.
    """

    name = "relay"

    def __init__(
        self,
        service: Service,
        model: ReadModel,
        to_contract: Callable[[Any], Contract | None],
        bus: Publisher,
        pauses: Pauses | None = None,
    ) -> None:
        self.service, self.model, self.to_contract, self.bus = service, model, to_contract, bus
        self.pauses = pauses or Pauses()
        self.blocked_after: int | None = None
        """The position before the event that blocks the relay; None if none does."""

    def run(self) -> int:
        """Publish one batch; returns the number of events read, none during a pause.

        Raises RelayBlocked at an event that cannot become a contract; those before are published.
        Raises PublicationRefused if the broker does not take them.
        """
        if not self.pauses.over():
            return 0
        start = self.model.position(self.name)
        batch: list[tuple[int, Envelope | None]] = []
        try:
            for position, event in reading_after(self.service, start):
                batch.append((position, self._envelope(event)))
        except Exception as error:
            self._publish(start, batch)
            raise self._blocked(batch[-1][0] if batch else start, error) from error
        self._publish(start, batch)
        self.blocked_after = None
        metrics.RELAY_BLOCKED.labels(self.service.name).set(0)
        return len(batch)

    def _publish(self, start: int, batch: Sequence[tuple[int, Envelope | None]]) -> None:
        if not batch:
            return
        self._send([envelope for _, envelope in batch if envelope])
        with self.model.transaction() as connection:
            if not advance_from(connection, self.name, start, batch[-1][0]):
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

    def _envelope(self, event: Any) -> Envelope | None:
        contract, provenance = self.to_contract(event), event.provenance
        if contract is None:
            return None
        return Envelope(contract, provenance["correlation"], Trace.of(provenance))

    def _blocked(self, position: int, error: Exception) -> RelayBlocked:
        self.blocked_after = position
        metrics.RELAY_BLOCKED.labels(self.service.name).set(1)
        return RelayBlocked(
            f"Le relais de {self.service.name} ne sait pas annoncer l'événement qui suit "
            f"la position {position} de son journal : {summary(error)}. "
            "Rien de ce qui suit ne part."
        )
