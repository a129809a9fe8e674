"""Publishing to RabbitMQ: send everything, then wait until each message is confirmed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from kombu import Connection

from shared.delivery.wire import CONTENT_TYPE, encode, encode_outcome, headers, routing_key
from shared.log.relay import PublicationRefused
from shared.messages.envelope import Envelope, Outcome
from shared.observability import metrics
from shared.rabbitmq.connection import connection
from shared.rabbitmq.suspects import suspect
from shared.rabbitmq.topology import ANSWERS, events_exchange
from shared.rabbitmq.written_frames import PublishFrames

CONFIRM_TIMEOUT = 30.0
TOGETHER = 50
"""Messages written at once."""
IN_FLIGHT = 250
"""Messages sent and not confirmed, at most: a broker that reads no more must not block a write."""


def send_answer(channel: Any, address: str, correlation_id: str, body: bytes) -> None:
    """Send an answer to the queue that its author bound under this address."""
    answer = channel.prepare_message(
        body,
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

    def publish(self, publisher: str, envelopes: Iterable[Envelope]) -> None:
        """Return once all is confirmed; raises PublicationRefused or a connection error.

        The broker takes the first messages while the next ones are made.
        """
        try:
            for together in _by(TOGETHER, envelopes):
                self._send(publisher, together)
                self._wait(IN_FLIGHT)
            self._wait(0)
        except Nacked as error:
            self.close()
            raise self._refusal(publisher, str(error)) from error
        except Exception:
            self.close()
            raise

    def answer(self, address: str, correlation_id: str, outcome: Outcome) -> None:
        """Send without confirmation: if it is lost, the author's repeat gets the same answer."""
        self.send(address, correlation_id, encode_outcome(outcome))

    def send(self, address: str, correlation_id: str, body: bytes) -> None:
        """As `answer`, for an answer that is encoded already."""
        try:
            if self.answers is None:
                self.answers = self._connected().channel()
            send_answer(self.answers, address, correlation_id, body)
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Release the connection; the next publication opens another, for none reopens."""
        released, self.connection, self.channel, self.answers = self.connection, None, None, None
        if released:
            released.release()

    def _wait(self, left: int) -> None:
        """Until no more than so many messages are unconfirmed."""
        try:
            while len(self.unconfirmed) > left and self.refused is None:
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
        self.confirmed = 0
        self.frames = PublishFrames(self.channel.channel_id, self.channel.connection.frame_max)

    def _send(self, publisher: str, envelopes: Sequence[Envelope]) -> None:
        self._open()
        exchange, first = events_exchange(publisher).name, self.published + 1
        frames = [self._frames(exchange, envelope) for envelope in envelopes]
        self.published += len(frames)
        self.unconfirmed.update(range(first, self.published + 1))
        self.channel.connection.transport.write(b"".join(frames))

    def _frames(self, exchange: str, envelope: Envelope) -> bytes:
        body, key = encode(envelope), routing_key(type(envelope.body))
        identity = str(envelope.body.message_id)
        return self.frames.of(exchange, key, body, headers(envelope), identity)

    def _confirmed(self, tag: int, multiple: bool) -> None:
        """`multiple`: the broker confirms this message and all those before."""
        if not multiple:
            self.unconfirmed.discard(tag)
            return
        self.unconfirmed.difference_update(range(self.confirmed + 1, tag + 1))
        self.confirmed = tag

    def _refused(self, tag: int, multiple: bool) -> None:
        """Note the refusal without raising: others arrive while `close` waits for the broker."""
        self.refused = self.refused or tag


def _by(number: int, envelopes: Iterable[Envelope]) -> Iterator[list[Envelope]]:
    """The envelopes, so many at a time."""
    left = iter(envelopes)
    while together := list(islice(left, number)):
        yield together
