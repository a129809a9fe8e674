"""What a service does with each message that reaches it, whatever brought it (ADR 0013)."""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from eventsourcing.persistence import InterfaceError, OperationalError

from shared.contracts import Contract
from shared.delivery.parking import BEHIND, DEAD, Parking
from shared.delivery.wire import UnknownType, Unreadable, letter_of, readers
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.messages.raw import Letter, from_row
from shared.observability import metrics, traces
from shared.read_model import AWAY
from shared.recording.application import Service

logger = logging.getLogger(__name__)

INFRASTRUCTURE = (OperationalError, InterfaceError, *AWAY)
"""The database is away: nobody's fault, and it does not count as an attempt."""

UNREADABLE = "Illisible"
DELIVERED_TOO_OFTEN = ("Livré trop souvent", "Ce message a arrêté, à chaque fois, qui le lisait.")
"""The cause of what RabbitMQ sets aside by itself."""


@dataclass(frozen=True)
class Patience:
    """Seconds between tries: at once, in hand; then later, set aside."""

    quick: tuple[float, ...] = (0.05, 0.2, 0.5)
    later: tuple[float, ...] = (10, 60, 600)

    @classmethod
    def of(cls, options: Mapping[str, str]) -> "Patience":
        """`RETRY_QUICK` and `RETRY_LATER`: seconds, between commas."""
        said = {"quick": options.get("RETRY_QUICK"), "later": options.get("RETRY_LATER")}
        return cls(**{name: tuple(map(float, v.split(","))) for name, v in said.items() if v})

    def next(self, now: datetime, attempts: int) -> datetime | None:
        """When to try again after so many attempts; None when patience is at its end."""
        rank = attempts - 1 - len(self.quick)
        return now + timedelta(seconds=self.later[rank]) if rank < len(self.later) else None


class Reception:
    """Each message is handled, refused, or parked; never dropped, never before its turn."""

    def __init__(self, service: Service, parking: Parking, patience: Patience) -> None:
        self.service, self.parking, self.patience = service, parking, patience
        self.readers = readers(type(service))

    def take(self, letter: Letter) -> Outcome | None:
        """The answer, or None if the message waits; raises INFRASTRUCTURE and nothing else."""
        try:
            envelope = self.read(letter)
        except UnknownType as error:  # a fact for another version keeps none of ours waiting
            return self.bury(replace(letter, alone=True), UNREADABLE, str(error))
        except Unreadable as error:
            return self.bury(letter, UNREADABLE, str(error))
        with consuming(letter.queue, envelope):
            if self.parking.holds(letter.queue, letter.subject):
                self._line_up(letter)
                return None
            return self._deliver(envelope, lambda: letter)

    def hand_over(self, queue: str, envelope: Envelope) -> None:
        """The same, for a fact that never was bytes; it becomes so if it must wait."""
        with consuming(queue, envelope):
            if self.parking.holds(queue, str(envelope.body.subject)):
                self._line_up(letter_of(queue, envelope))
            else:
                self._deliver(envelope, lambda: letter_of(queue, envelope))

    def _line_up(self, letter: Letter) -> None:
        now = self.service.clock.now()
        self.parking.keep(letter, BEHIND, "", now, now, 0)

    def _deliver(self, envelope: Envelope, letter: Callable[[], Letter]) -> Outcome | None:
        try:
            return self._insist(envelope)
        except INFRASTRUCTURE:
            raise
        except Exception as error:
            traces.failed(error)
            self._park(letter(), error)
            return None

    def bury(self, letter: Letter, cause: str, error: str) -> Outcome:
        """A dead letter at once: no other try would do."""
        logger.error("Message mis de côté par %s : %s : %s", letter.queue, cause, error)
        self.parking.keep(letter, cause, error, self.service.clock.now(), None, 1)
        return Outcome("ILLISIBLE", cause, error)

    def again(self, row: Mapping[str, Any]) -> tuple[Letter, Outcome] | None:
        """One more try of a parked message; None if it must go on waiting."""
        letter, attempts = from_row(row), row["tentatives"] + 1
        metrics.retried(self.service.name, row["cause"])
        try:
            outcome = self._once_more(letter)
        except INFRASTRUCTURE:
            raise
        except Exception as error:
            now = self.service.clock.now()
            later = None if isinstance(error, Unreadable) else self.patience.next(now, attempts)
            self.parking.failed(row["cle"], error, now, later, attempts)
            return None
        self.parking.release(row["cle"])
        return letter, outcome

    def reconsider(self) -> None:
        """A fact that an older version could not read and this one can is tried again; not what
        was asked: whoever was answered that it cannot be read may have asked otherwise."""
        dead = [row for row in self.parking.all() if row["etat"] == DEAD]
        for row in dead:
            unread = row["cause"] == UNREADABLE and from_row(row).is_fact
            if unread and self.readable(row):
                logger.info(
                    "%s relance un message, lisible à présent : %s", row["file"], row["cle"]
                )
                self.parking.redrive(row["cle"], self.service.clock.now())

    def readable(self, row: Mapping[str, Any]) -> Contract | Command | None:
        """What a parked message says; None where it cannot be read: nobody knows what it was."""
        try:
            return self.read(from_row(row)).body
        except Unreadable:
            return None

    def _once_more(self, letter: Letter) -> Outcome:
        envelope = self.read(letter)
        with consuming(letter.queue, envelope):
            return self.service.receive(envelope)

    def read(self, letter: Letter) -> Envelope:
        """Raises Unreadable, in French."""
        if letter.queue not in self.readers:
            raise Unreadable(f"Cette file n'est pas lue par {self.service.name}.")
        return self.readers[letter.queue].read(letter.address, letter.body, letter.headers)

    def _insist(self, envelope: Envelope) -> Outcome:
        for pause in self.patience.quick:
            try:
                return self.service.receive(envelope)
            except INFRASTRUCTURE:
                raise
            except Exception as error:
                logger.warning("%s : nouvel essai : %r", self.service.name, error)
                traces.tried(error)
                metrics.retried(self.service.name, type(error).__name__)
                time.sleep(pause)
        return self.service.receive(envelope)

    def _park(self, letter: Letter, error: Exception) -> None:
        logger.exception("%s garde un message pour plus tard", letter.queue)
        now, attempts = self.service.clock.now(), 1 + len(self.patience.quick)
        later = self.patience.next(now, attempts)
        self.parking.keep(letter, type(error).__name__, str(error), now, later, attempts)


def consuming(queue: str, envelope: Envelope) -> AbstractContextManager[None]:
    """What is done, logged and recorded meanwhile belongs to this message and to its trace."""
    body = envelope.body
    said = {"message_id": str(body.message_id), "correlation": str(envelope.correlation)}
    return traces.consuming(queue, type(body).__name__, said, envelope.trace)
