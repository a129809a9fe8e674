"""The reception of messages by a service, whatever the transport (ADR 0013)."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import TypeVar

from eventsourcing.persistence import InterfaceError, OperationalError

from shared.delivery.bounds import TooLarge, UnknownType, Unreadable, check_size
from shared.delivery.parking import BEHIND, DEAD, TOO_LARGE, Chosen, Parked, Parking
from shared.delivery.unreadable_requests import UnreadableRequests
from shared.delivery.wire import raw_message_of, readers
from shared.messages.envelope import Envelope, Outcome
from shared.messages.raw import ACCOUNT, RawMessage, is_fact
from shared.observability import metrics, traces
from shared.read_model import AWAY
from shared.recording.application import Service
from shared.recording.batch import receive_all

logger = logging.getLogger(__name__)

M = TypeVar("M")

RawMessages = Sequence[RawMessage]
"""Messages of one queue, in the order in which they arrived."""
Outcomes = Sequence[Outcome | None]
"""The outcome of each, in the same order; None for one that waits for a retry."""

INFRASTRUCTURE = (OperationalError, InterfaceError, *AWAY)
"""Raised while the database cannot be reached: this does not count as an attempt."""

UNREADABLE = "Illisible"
DELIVERED_TOO_OFTEN = ("Livré trop souvent", "Ce message a arrêté, à chaque fois, qui le lisait.")
"""The cause and detail of a message that RabbitMQ dead-lettered at its delivery limit."""


@dataclass(frozen=True)
class RetryPolicy:
    """Seconds between tries: `quick` before the message is parked, `later` once it is."""

    quick: tuple[float, ...] = (0.05, 0.2, 0.5)
    later: tuple[float, ...] = (10, 60, 600)

    @classmethod
    def of(cls, options: Mapping[str, str]) -> "RetryPolicy":
        """Read `RETRY_QUICK` and `RETRY_LATER`: seconds, separated by commas."""
        texts = {"quick": options.get("RETRY_QUICK"), "later": options.get("RETRY_LATER")}
        return cls(**{name: tuple(map(float, v.split(","))) for name, v in texts.items() if v})

    def next(self, now: datetime, attempts: int) -> datetime | None:
        """The date of the next try after so many attempts, at least one; None if none is left.

        A message has fewer attempts than `quick` if it waited behind another, or was redriven.
        """
        left = (*self.quick, *self.later)[attempts - 1 :]
        return now + timedelta(seconds=left[0]) if left else None


class Reception:
    """Each message is handled, refused, or parked; never dropped, never before its turn."""

    def __init__(self, service: Service, parking: Parking, retry_policy: RetryPolicy) -> None:
        self.service, self.parking, self.retry_policy = service, parking, retry_policy
        self.readers = readers(service.handlers)
        self.unreadable = UnreadableRequests(parking.model, service.name)

    def take(self, raw_message: RawMessage) -> Outcome | None:
        """The outcome, or None if the message waits for a retry; raises only INFRASTRUCTURE."""
        try:
            envelope = self.read(raw_message)
        except Unreadable as error:
            return self._set_aside(raw_message, error)
        with consuming(raw_message.queue, envelope):
            if not raw_message.subject:
                self._check_database()
            if self.parking.holds(raw_message.queue, raw_message.subject):
                self._line_up(raw_message)
                return None
            return self._deliver(envelope, lambda: raw_message)

    def take_all(self, raw_messages: RawMessages) -> Outcomes:
        """As `take`, for messages of one queue that arrived together, in their order.

        Those that can be recorded at once are; a message that fails, or that waits behind another,
        is taken alone, in its turn.
        """
        return _in_turn(raw_messages, self._together, self.take)

    def hand_over_all(self, queue: str, envelopes: Sequence[Envelope]) -> None:
        """As `take_all`, for facts of the same process: each is encoded only if it is parked."""

        def together(left: Sequence[Envelope]) -> list[Outcome]:
            held = self.parking.held(queue, {str(each.body.subject) for each in left})
            return self._receive(queue, list(_until(lambda e: str(e.body.subject) in held, left)))

        _in_turn(envelopes, together, partial(self.hand_over, queue))

    def hand_over(self, queue: str, envelope: Envelope) -> Outcome | None:
        """As `take`, for a fact of the same process."""
        with consuming(queue, envelope):
            if self.parking.holds(queue, str(envelope.body.subject)):
                self._line_up(raw_message_of(queue, envelope))
                return None
            return self._deliver(envelope, lambda: raw_message_of(queue, envelope))

    def _together(self, raw_messages: RawMessages) -> list[Outcome]:
        """The outcomes of the first messages, as many as could be recorded at once."""
        if len(raw_messages) == 1:
            return []
        self._check_database()
        queue = raw_messages[0].queue
        held = self.parking.held(queue, {each.subject for each in raw_messages})
        flowing = _until(lambda each: each.subject in held, raw_messages)
        return self._receive(queue, list(self._read_until_unreadable(flowing)))

    def _read_until_unreadable(self, raw_messages: Iterable[RawMessage]) -> Iterator[Envelope]:
        for each in raw_messages:
            envelope = self.readable(each)
            if envelope is None:
                return
            yield envelope

    def _receive(self, queue: str, envelopes: Sequence[Envelope]) -> list[Outcome]:
        if len(envelopes) < 2:
            return []
        return receive_all(self.service, envelopes, partial(consuming, queue))

    def _check_database(self) -> None:
        """Fails at once if the database is away: the event store would wait for it ten times.

        For a fact, `Parking.holds` has asked already.
        """
        self.parking.model.query("SELECT 1")

    def _line_up(self, raw_message: RawMessage) -> None:
        now = self.service.clock.now()
        self.parking.keep(raw_message, BEHIND, "", now, now, 0)

    def _deliver(self, envelope: Envelope, raw_message: Callable[[], RawMessage]) -> Outcome | None:
        try:
            return self._insist(envelope)
        except INFRASTRUCTURE:
            raise
        except Exception as error:
            traces.failed(error)
            self._park(raw_message(), error)
            return None

    def _set_aside(self, raw_message: RawMessage, error: Unreadable) -> Outcome:
        """Count a request, whose author is told; park a fact, or what this service sent itself."""
        own = raw_message.headers.get(ACCOUNT) == self.service.name
        if not raw_message.is_fact and not own:
            known = self.readers.get(raw_message.queue)
            kinds = known.kinds if known else ()
            self.unreadable.count(raw_message, kinds, error, self.service.clock.now())
            return Outcome("ILLISIBLE", UNREADABLE, error.told)
        # alone: a fact for another version must not block ours
        alone = isinstance(error, UnknownType)
        return self.bury(replace(raw_message, alone=alone), UNREADABLE, str(error))

    def bury(self, raw_message: RawMessage, cause: str, error: str) -> Outcome:
        """Park a message as a dead letter, when no retry can help.

        Of a message over its bounds, the beginning of the body, its size and its SHA-256 are kept.
        """
        try:
            check_size(raw_message)
        except TooLarge as large:
            cause, error = TOO_LARGE, f"{large} SHA-256 du corps : {raw_message.digest}."
        logger.error("Message mis de côté par %s : %s : %s", raw_message.queue, cause, error)
        self.parking.keep(raw_message, cause, error, self.service.clock.now(), None, 1)
        return Outcome("ILLISIBLE", cause, error)

    def bury_all(self, raw_messages: RawMessages, cause: str, error: str) -> Outcomes:
        return [self.bury(each, cause, error) for each in raw_messages]

    def again(self, row: Parked) -> tuple[RawMessage, Outcome] | None:
        """Retry a parked message; None if it stays parked, or is no longer."""
        raw_message, attempts = self.parking.raw_message(row["cle"]), row["tentatives"] + 1
        if raw_message is None:
            return None
        metrics.retried(self.service.name, row["cause"])
        try:
            outcome = self._once_more(raw_message)
        except INFRASTRUCTURE:
            raise
        except Exception as error:
            now = self.service.clock.now()
            later = None if isinstance(error, Unreadable) else self.retry_policy.next(now, attempts)
            self.parking.failed(row["cle"], error, now, later, attempts)
            return None
        self.parking.release(row["cle"])
        return raw_message, outcome

    def reconsider(self) -> None:
        """Redrive the unreadable facts that this version can read.

        Commands stay dead: their author was told so, and may have sent another one.
        """
        for row in self.parking.all(Chosen(cause=UNREADABLE)):
            fact = row["etat"] == DEAD and is_fact(row["file"])
            kept = self.parking.raw_message(row["cle"]) if fact else None
            if kept and self.readable(kept):
                logger.info(
                    "%s relance un message, lisible à présent : %s", row["file"], row["cle"]
                )
                self.parking.redrive(row["cle"], self.service.clock.now())

    def readable(self, raw_message: RawMessage) -> Envelope | None:
        """A message, decoded; None if it cannot be read."""
        try:
            return self.read(raw_message)
        except Unreadable:
            return None

    def _once_more(self, raw_message: RawMessage) -> Outcome:
        envelope = self.read(raw_message)
        with consuming(raw_message.queue, envelope):
            return self.service.receive(envelope)

    def read(self, raw_message: RawMessage) -> Envelope:
        """Decode a message; raises Unreadable, with the reason in French."""
        try:
            check_size(raw_message)
            return self._read(raw_message)
        except (RecursionError, MemoryError) as error:
            raise Unreadable("Le message épuise la mémoire : simplifiez-le.") from error

    def _read(self, raw_message: RawMessage) -> Envelope:
        if raw_message.queue not in self.readers:
            raise Unreadable(f"Cette file n'est pas lue par {self.service.name}.")
        return self.readers[raw_message.queue].read(
            raw_message.address, raw_message.body, raw_message.headers
        )

    def _insist(self, envelope: Envelope) -> Outcome:
        for pause in self.retry_policy.quick:
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

    def _park(self, raw_message: RawMessage, error: Exception) -> None:
        logger.exception("%s garde un message pour plus tard", raw_message.queue)
        now, attempts = self.service.clock.now(), 1 + len(self.retry_policy.quick)
        later = self.retry_policy.next(now, attempts)
        self.parking.keep(raw_message, type(error).__name__, str(error), now, later, attempts)


def _in_turn(
    messages: Sequence[M],
    together: Callable[[Sequence[M]], Sequence[Outcome]],
    alone: Callable[[M], Outcome | None],
) -> Outcomes:
    """The outcome of each message: together while it can be, alone where it cannot."""
    outcomes: list[Outcome | None] = []
    while left := messages[len(outcomes) :]:
        outcomes += together(left) or [alone(left[0])]
    return outcomes


def _until(stops: Callable[[M], bool], messages: Iterable[M]) -> Iterator[M]:
    return takewhile(lambda each: not stops(each), messages)


def consuming(queue: str, envelope: Envelope) -> AbstractContextManager[None]:
    """Attach logs and traces to this message while it is handled."""
    body = envelope.body
    ids = {"message_id": str(body.message_id), "correlation": str(envelope.correlation)}
    return traces.consuming(queue, type(body).__name__, ids, envelope.trace)
