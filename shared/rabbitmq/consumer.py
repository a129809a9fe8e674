"""nameko's consumers, made to keep bytes undecoded, reconnect soon and stop cleanly."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Self

from kombu import Connection, Queue
from nameko.amqp.consume import Consumer as ConsumerCore

from shared.observability import heartbeat
from shared.rabbitmq.frames import sturdy

AGAIN = 2.0
DRAIN = 20.0
REST = 3.0
"""Seconds between two turns of a consumer to which nothing comes: it stops as late at most."""


class Lasting(ConsumerCore):
    """Reconnects every `AGAIN` seconds; kombu's delay would grow to half a minute."""

    @property
    def connection(self) -> Connection:
        """As nameko's, but no header that it reads can end the process."""
        return Connection(
            self.amqp_uri,
            ssl=self.ssl,
            login_method=self.login_method,
            heartbeat=self.heartbeat,
            transport_options={"frame_handler": sturdy},
        )

    @contextmanager
    def establish_connection(self) -> Iterator[Connection]:
        with self.create_connection() as connection:
            connection.ensure_connection(
                self.on_connection_error, interval_start=AGAIN, interval_step=0, interval_max=AGAIN
            )
            yield connection

    def run(self, *args: Any, **kwargs: Any) -> None:
        """kombu's turns, of one second, would cost a process at rest 1 % of a core."""
        super().run(*args, safety_interval=REST, **kwargs)


WIDE = "#"
"""Ends the name of the second consumer of a queue: RabbitMQ 3.10 crashes if it has the first's."""


class Reader:
    """The consumers of one channel, each named after its queue.

    RabbitMQ applies a prefetch to the consumers that begin after it. kombu's own consumer would
    acknowledge a message that it cannot decompress, which loses it.
    """

    def __init__(self, channel: Any, on_message: Callable[["Reader", Any], None]) -> None:
        self.channel, self.on_message = channel, on_message
        channel.auto_decode = False
        self.queues: dict[str, Queue] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        """Closing the connection, which follows, ends the consumers."""

    @property
    def alive(self) -> bool:
        return self.channel.connection is not None

    def read(self, queue: Queue, width: int) -> None:
        """Read a queue one message at a time, and `width` at a time once it is read again."""
        self.channel.basic_qos(0, 1, False)
        self.queues[queue.name] = queue.bind(self.channel)
        self._consume(queue.name, queue.name, nowait=False)
        self.channel.basic_qos(0, width, False)

    def read_again(self, name: str) -> None:
        """No answer of the broker is awaited: another greenlet is reading the connection."""
        self.channel.basic_cancel(name, nowait=True)
        self._consume(name, name + WIDE, nowait=True)

    def _consume(self, name: str, tag: str, nowait: bool) -> None:
        self.queues[name].consume(tag, self._received, no_ack=False, nowait=nowait)

    def _received(self, message: Any) -> None:
        self.on_message(self, self.channel.message_to_python(message))


@dataclass
class Line:
    """The messages of one queue that have arrived, in their order.

    `trusted`: the last one in hand had never been delivered before.
    """

    reader: Reader
    queue: str
    in_hand: list[Any] = field(default_factory=list)
    waiting: list[Any] = field(default_factory=list)
    wide: bool = False

    @property
    def trusted(self) -> bool:
        return not self.in_hand[-1].delivery_info["redelivered"]


class Core(Lasting):
    """Reads undecoded bytes; gives what has arrived on a queue once what it gave is handled.

    A queue is read one message at a time until one comes that was never delivered before, then
    several at a time. Each death of the process counts as a delivery of all that it has
    in hand: a message that kills it must not take others to the limit of deliveries.

    kombu would decode a message first, and acknowledge one it cannot decode, which loses it.
    nameko would close the connection under the messages in hand, which are then delivered again.
    """

    reader: Reader

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: dict[str, Line] = {}
        self.in_hand, self.draining, self.finished = 0, False, Event()
        self.beginning = False
        self.on_arrival: Callable[[Line], None] = _nobody

    def get_consumers(self, consumer_cls: Any, channel: Any) -> list[Any]:
        self.lines = {}
        self.reader = Reader(channel, self.on_bytes)
        return [self.reader]

    def on_consume_ready(self, *args: Any, **kwargs: Any) -> None:
        """Called after each connection."""
        for queue in self.queues:
            self.begin_to_read(self.reader, queue, self.prefetch_count)
        super().on_consume_ready(*args, **kwargs)

    def begin_to_read(self, reader: Reader, queue: Queue, width: int) -> None:
        """Read a queue too, for now one message at a time."""
        self.beginning = True
        reader.read(queue, width)
        self.beginning = False

    def on_bytes(self, reader: Reader, message: Any) -> None:
        """Take a message; while draining, leave it: closing the connection requeues it."""
        if not self.draining:
            line = self._line(reader, message.delivery_info["consumer_tag"].removesuffix(WIDE))
            line.waiting.append(message)
            self._give(line)

    def done(self, line: Line) -> None:
        """Acknowledge what was given of this queue; give what has arrived meanwhile."""
        try:
            if line.reader.alive:
                self._widen(line)
                self._acknowledge(line)
        finally:
            self._let_go(line)

    def give_back(self, line: Line) -> None:
        """Requeue what was given of this queue."""
        try:
            for message in line.in_hand if line.reader.alive else []:
                message.requeue()
        finally:
            self._let_go(line)

    def requeue_message(self, message: Any) -> None:
        """nameko calls it while its container dies: the connection that closes requeues them all.

        Requeued one by one, they would come back at once, and again, up to their limit.
        """
        self.draining = True

    def _line(self, reader: Reader, queue: str) -> Line:
        return self.lines.setdefault(queue, Line(reader, queue))

    def _give(self, line: Line) -> None:
        if line.waiting and not line.in_hand and line.reader.alive and not self.draining:
            line.in_hand, line.waiting = line.waiting, []
            self.in_hand += 1
            self.on_arrival(line)

    def _let_go(self, line: Line) -> None:
        line.in_hand = []
        self.in_hand -= 1
        self._give(line)

    def _widen(self, line: Line) -> None:
        """Before the acknowledgement: until then, RabbitMQ gives nothing more of this queue."""
        if not line.wide and line.trusted and not self.beginning:
            line.wide = True
            line.reader.read_again(line.queue)

    def _acknowledge(self, line: Line) -> None:
        """One acknowledgement where no other queue is read on this channel."""
        if len(line.reader.queues) == 1:
            line.in_hand[-1].ack(multiple=True)
        else:
            for message in line.in_hand:
                message.ack()

    def on_connection_error(self, exc: Any, interval: Any) -> None:
        """Beat: a process whose broker is away keeps trying, and must not be restarted."""
        self._beat()
        super().on_connection_error(exc, interval)

    def _beat(self) -> None:
        for queue in self.queues:
            heartbeat.beat(queue.name)

    def on_iteration(self) -> None:
        self._beat()
        if self.draining and not self.in_hand:
            self.should_stop = True

    def stop(self) -> None:
        """Return once the messages in hand are acknowledged, or after `DRAIN` seconds."""
        self.draining = True
        if self.ready.is_set():
            self.finished.wait(DRAIN)
        super().stop()

    def run(self, *args: Any, **kwargs: Any) -> None:
        super().run(*args, **kwargs)
        self.finished.set()


def _nobody(line: Line) -> None:
    raise RuntimeError(f"Nobody handles what arrives on {line.queue}.")
