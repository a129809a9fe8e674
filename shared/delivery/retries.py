"""Messages tried again when their time has come."""

from typing import Protocol

from shared.delivery.reception import Reception
from shared.log.relay import Publisher
from shared.messages.envelope import Outcome
from shared.observability import heartbeat


class Bus(Publisher, Protocol):
    """Tells facts, and answers whoever asked from far away."""

    def answer(self, address: str, correlation_id: str, outcome: Outcome) -> None: ...


class Timed(Protocol):
    """Something that waits for its hour; `next_due` is None while there is nothing to wait for."""

    name: str

    def run(self) -> int: ...

    def next_due(self) -> str | None: ...


class Retries:
    """Of each structure, one message at a time: the next in line is due once it is handled."""

    name = "retries"

    def __init__(self, reception: Reception, bus: Bus) -> None:
        self.reception, self.bus = reception, bus
        self.reconsidered = False

    def run(self) -> int:
        """How many were tried; the first time, whatever this version reads and others did not."""
        if not self.reconsidered:
            self.reception.reconsider()
            self.reconsidered = True
        due = self.reception.parking.due(self.reception.service.clock.now())
        for row in due:
            heartbeat.beat(heartbeat.WORKER)
            if done := self.reception.again(row):
                raw_message, outcome = done
                if raw_message.reply_to:
                    self.bus.answer(raw_message.reply_to, raw_message.reply_id, outcome)
        return len(due)

    def next_due(self) -> str | None:
        return self.reception.parking.next_due()
