"""The relay: publishes what the log says, then records how far it went."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from shared.application import Service
from shared.contracts import Contract
from shared.messages import Envelope
from shared.readmodel import ReadModel, advance
from shared.tails import recorded_after


class Publisher(Protocol):
    """Returns once every message is in safe hands; raises otherwise."""

    def publish(self, publisher: str, envelopes: Sequence[Envelope]) -> None: ...


class Relay:
    """A crash between the publication and the position repeats messages, with the same ids."""

    name = "relay"

    def __init__(
        self,
        service: Service,
        model: ReadModel,
        to_contract: Callable[[Any], Contract | None],
        bus: Publisher,
    ) -> None:
        self.service, self.model, self.to_contract, self.bus = service, model, to_contract, bus

    def run(self) -> int:
        events = recorded_after(self.service, self.model.position(self.name))
        if events:
            envelopes = [e for _, event in events if (e := self._envelope(event))]
            self.bus.publish(self.service.name, envelopes)
            with self.model.transaction() as connection:
                advance(connection, self.name, events[-1][0])
        return len(events)

    def _envelope(self, event: Any) -> Envelope | None:
        contract = self.to_contract(event)
        return Envelope(contract, event.provenance["correlation"]) if contract else None
