"""Retries of parked messages when they are due."""

from typing import Protocol

from shared.delivery.reception import Reception
from shared.log.relay import Publisher
from shared.messages.envelope import Outcome
from shared.observability import heartbeat


class Bus(Publisher, Protocol):
    """Publishes facts, and sends answers to the remote authors of commands."""

    def answer(self, address: str, correlation_id: str, outcome: Outcome) -> None: ...


class Timed(Protocol):
    """Work that the clock starts; `next_due` is an instant as text, None if none is planned."""

    name: str

    def run(self) -> int: ...

    def next_due(self) -> str | None: ...


class Retries:
    """Retries one message per structure: the next in line becomes due once it is handled."""

    name = "retries"

    def __init__(self, reception: Reception, bus: Bus) -> None:
        self.reception, self.bus = reception, bus
        self.reconsidered = False

    def run(self) -> int:
        """Run one batch; returns the number of messages tried.

        The first run also redrives the facts that only this version can read, and forgets the
        groups of unreadable requests that are old.
        """
        now = self.reception.service.clock.now()
        if not self.reconsidered:
            self.reception.reconsider()
            self.reception.unreadable.forget(now)
            self.reconsidered = True
        due = self.reception.parking.due(now)
        for row in due:
            heartbeat.beat(heartbeat.WORKER)
            if done := self.reception.again(row):
                raw_message, outcome = done
                if raw_message.reply_to:
                    self.bus.answer(raw_message.reply_to, raw_message.reply_id, outcome)
        return len(due)

    def next_due(self) -> str | None:
        return self.reception.parking.next_due()
