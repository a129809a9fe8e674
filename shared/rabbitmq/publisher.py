"""Publishing to RabbitMQ: send everything, then wait until each message is confirmed."""

from collections.abc import Callable, Sequence
from typing import Any

from kombu import Connection

from shared.delivery.wire import CONTENT_TYPE, encode, encode_outcome, headers, routing_key
from shared.log.relay import PublicationRefused
from shared.messages.envelope import Envelope, Outcome
from shared.observability import metrics
from shared.rabbitmq.connection import connection
from shared.rabbitmq.suspects import suspect
from shared.rabbitmq.topology import ANSWERS, events_exchange

CONFIRM_TIMEOUT = 30.0
PERSISTENT = 2


def send_answer(channel: Any, address: str, correlation_id: str, outcome: Outcome) -> None:
    """Send an outcome to the queue that the command's author bound under this address."""
    answer = channel.prepare_message(
        encode_outcome(outcome),
        content_type=CONTENT_TYPE,
        content_encoding="utf-8",
        properties={"correlation_id": correlation_id},
    )
    channel.basic_publish(answer, exchange=ANSWERS.name, routing_key=address)


class Nacked(Exception):
    """How RabbitMQ declined a message, in French: for error messages."""


class RabbitPublisher:
    """One channel in confirm mode, for one relay; any error closes it, and the next is new.

    `listeners` gives the queues that hear its facts: one of them is named when it refuses.

    The client's own confirmed publish waits for each message in turn, and takes a late
    confirm for that of the next message: hence the tags counted here.
    """

    def __init__(self, uri: str, listeners: Callable[[], Sequence[str]] = tuple) -> None:
        self.uri, self.listeners = uri, listeners
        self.connection: Connection | None = None
        self.channel: Any = None
        self.answers: Any = None
        self.published = 0
        self.unconfirmed: set[int] = set()
        self.refused: int | None = None

    def publish(self, publisher: str, envelopes: Sequence[Envelope]) -> None:
        """Return once all is confirmed; raises PublicationRefused or a connection error."""
        if not envelopes:
            return
        try:
            self._open()
            for envelope in envelopes:
                self._send(publisher, envelope)
            self._wait()
        except Nacked as error:
            self.close()
            raise self._refusal(publisher, str(error)) from error
        except Exception:
            self.close()
            raise

    def answer(self, address: str, correlation_id: str, outcome: Outcome) -> None:
        """Send without confirmation: if it is lost, the author's repeat gets the same answer."""
        try:
            if self.answers is None:
                self.answers = self._connected().channel()
            send_answer(self.answers, address, correlation_id, outcome)
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Release the connection; the next publication opens another, for none reopens."""
        released, self.connection, self.channel, self.answers = self.connection, None, None, None
        if released:
            released.release()

    def _wait(self) -> None:
        try:
            while self.unconfirmed and self.refused is None:
                self._connected().drain_events(timeout=CONFIRM_TIMEOUT)
        except TimeoutError as error:
            raise Nacked(f"n'a pas pris un message en {CONFIRM_TIMEOUT:g} s") from error
        if self.refused is not None:
            raise Nacked(f"refuse le message n° {self.refused} du lot")

    def _refusal(self, publisher: str, what: str) -> PublicationRefused:
        found = suspect(self.uri, self.listeners())
        metrics.REFUSED.labels(publisher, found.queue).inc()
        return PublicationRefused(
            f"RabbitMQ {what} ; la file en cause serait {found.queue} : {found.seen}."
        )

    def _connected(self) -> Connection:
        if self.connection is None:
            self.connection = connection(self.uri)
        return self.connection

    def _open(self) -> None:
        if self.channel is not None:
            return
        self.channel = self._connected().channel()
        self.channel.confirm_select()
        self.channel.events["basic_ack"].add(self._confirmed)
        self.channel.events["basic_nack"].add(self._refused)
        self.published, self.unconfirmed, self.refused = 0, set(), None

    def _send(self, publisher: str, envelope: Envelope) -> None:
        message = self.channel.prepare_message(
            encode(envelope),
            content_type=CONTENT_TYPE,
            content_encoding="utf-8",
            headers=headers(envelope),
            properties={"delivery_mode": PERSISTENT, "message_id": str(envelope.body.message_id)},
        )
        self.published += 1
        self.unconfirmed.add(self.published)
        exchange = events_exchange(publisher).name
        self.channel.basic_publish(
            message, exchange=exchange, routing_key=routing_key(type(envelope.body))
        )

    def _confirmed(self, tag: int, multiple: bool) -> None:
        done = {t for t in self.unconfirmed if t <= tag} if multiple else {tag}
        self.unconfirmed -= done

    def _refused(self, tag: int, multiple: bool) -> None:
        """Note the refusal without raising: others arrive while `close` waits for the broker."""
        self.refused = self.refused or tag
