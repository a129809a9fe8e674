"""nameko's consumers, made to keep bytes undecoded, reconnect soon and stop cleanly."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from kombu import Connection
from nameko.amqp.consume import Consumer as ConsumerCore

from shared.observability import heartbeat
from shared.rabbitmq.frames import sturdy

AGAIN = 2.0
DRAIN = 20.0


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


class Core(Lasting):
    """Reads undecoded bytes, one message at a time; when stopped, ends the message in hand.

    kombu would decode a message first, and acknowledge one it cannot decode, which loses it.
    nameko would close the connection under the message in hand, and RabbitMQ deliver it again.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_hand, self.draining, self.finished = 0, False, Event()

    def get_consumers(self, consumer_cls: Any, channel: Any) -> list[Any]:
        channel.auto_decode = False
        consumer = consumer_cls(queues=self.queues, on_message=self.on_bytes)
        consumer.qos(prefetch_count=self.prefetch_count)
        return [consumer]

    def on_bytes(self, message: Any) -> None:
        """Handle a message; while draining, leave it: closing the connection requeues it."""
        if not self.draining:
            self.in_hand += 1
            self.on_message(message.body, message)

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
        """Return once the message in hand is acknowledged, or after `DRAIN` seconds."""
        self.draining = True
        if self.ready.is_set():
            self.finished.wait(DRAIN)
        super().stop()

    def run(self, *args: Any, **kwargs: Any) -> None:
        super().run(*args, **kwargs)
        self.finished.set()
