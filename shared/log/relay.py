"""The relay: publishes what the log says, then records how far it went."""

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Protocol

from shared.contracts import Contract
from shared.log.readers import reading_after
from shared.messages.envelope import Envelope
from shared.observability import metrics
from shared.observability.redaction import Speakable, said
from shared.observability.traces import Trace, producing
from shared.read_model import ReadModel, advance_from
from shared.recording.application import Service

logger = logging.getLogger(__name__)


class Publisher(Protocol):
    """Returns once every message is in safe hands; raises otherwise."""

    def publish(self, publisher: str, envelopes: Sequence[Envelope]) -> None: ...


class RelayBlocked(Speakable):
    """One event cannot be told: nothing after it leaves before somebody mends that."""


class Relay:
    """A crash between the publication and the position repeats messages, with the same ids.

    A relay that lost the lead while it published does not move the position of the next one.
    """

    name = "relay"

    def __init__(
        self,
        service: Service,
        model: ReadModel,
        to_contract: Callable[[Any], Contract | None],
        bus: Publisher,
    ) -> None:
        self.service, self.model, self.to_contract, self.bus = service, model, to_contract, bus
        self.blocked_after: int | None = None
        """Where it stopped, while an event cannot be told."""

    def run(self) -> int:
        """How many events were told or passed over; raises RelayBlocked at one it cannot tell."""
        start = self.model.position(self.name)
        told: list[tuple[int, Envelope | None]] = []
        try:
            for position, event in reading_after(self.service, start):
                told.append((position, self._envelope(event)))
        except Exception as error:
            self._publish(start, told)
            raise self._blocked(told[-1][0] if told else start, error) from error
        self._publish(start, told)
        self.blocked_after = None
        metrics.RELAY_BLOCKED.labels(self.service.name).set(0)
        return len(told)

    def _publish(self, start: int, told: Sequence[tuple[int, Envelope | None]]) -> None:
        if not told:
            return
        self._tell([envelope for _, envelope in told if envelope])
        with self.model.transaction() as connection:
            if not advance_from(connection, self.name, start, told[-1][0]):
                logger.warning("%s : un autre relais a pris la main.", self.service.name)

    def _tell(self, envelopes: Sequence[Envelope]) -> None:
        name = self.service.name
        with ExitStack() as steps, metrics.PUBLISHING.labels(name).time():
            self.bus.publish(name, [self._traced(each, steps) for each in envelopes])
        for each in envelopes:
            metrics.PUBLISHED.labels(name, type(each.body).__name__).inc()

    def _traced(self, envelope: Envelope, steps: ExitStack) -> Envelope:
        """A step of the trace where its event was recorded, in another process maybe."""
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
            f"la position {position} de son journal : {said(error)}. Rien de ce qui suit ne part."
        )
