"""The references: PostgreSQL and RabbitMQ alone, without our code."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from multiprocessing import get_context
from time import perf_counter
from typing import Any

import psycopg
from kombu import Connection

from bench.timing import Measure, during

TABLE = """CREATE TABLE reference (
    id BIGSERIAL PRIMARY KEY, a UUID, b BIGINT, c TEXT, d BYTEA)"""
INSERT = "INSERT INTO reference (a, b, c, d) VALUES (gen_random_uuid(), 1, 'reference', %s)"
BODY = b"x" * 1500
"""About the size of an event of a file, with its provenance."""

PATIENCE = 60.0
WINDOW = 1000


def make_table(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(TABLE)


@contextmanager
def inserting(url: str) -> Iterator[Callable[[], object]]:
    """Inserts and commits one row: one round trip."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield lambda: connection.execute(INSERT, [BODY])


def inserts_together(what: str, seconds: float, url: str, clients: int) -> Measure:
    """Insert from one process per client: threads would measure the interpreter's lock."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    ready, durations = context.Barrier(clients + 1), context.SimpleQueue()
    arguments = (url, seconds, ready, durations)
    processes = [context.Process(target=_insert, args=arguments) for _ in range(clients)]
    for process in processes:
        process.start()
    ready.wait(PATIENCE)
    began = perf_counter()
    each = [each for _ in processes for each in durations.get()]
    elapsed = perf_counter() - began
    for process in processes:
        process.join()
    return Measure(what, len(each), elapsed, each)


def _insert(url: str, seconds: float, ready: Any, durations: Any) -> None:
    with inserting(url) as insert:
        insert()
        ready.wait(PATIENCE)
        durations.put(during(seconds, repeat(insert)))


def read(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        return len(connection.execute(f"SELECT * FROM {table} ORDER BY notification_id").fetchall())


class Broker:
    """A quorum queue, one connection; publishes with confirms, acknowledges by groups."""

    def __init__(self, uri: str, queue: str, group: int = 100) -> None:
        self.queue, self.group, self.connection = queue, group, Connection(uri)
        self.channel = self.connection.channel()
        self.channel.queue_declare(
            queue, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"}
        )
        self.channel.confirm_select()
        self.channel.events["basic_ack"].add(self._confirmed)
        self.channel.basic_qos(0, 2 * group, False)
        self.sent, self.waiting = 0, set[int]()
        self.subscribed, self.taken, self.wanted = False, 0, 0

    def close(self) -> None:
        self.channel.queue_delete(self.queue)
        self.connection.release()

    def hear(self, exchange: str, routing_key: str) -> None:
        """Receive from now on a copy of the messages published there."""
        self.channel.queue_bind(self.queue, exchange, routing_key)

    def length(self) -> int:
        return int(self.channel.queue_declare(self.queue, passive=True).message_count)

    def publish(self, bodies: Sequence[bytes]) -> None:
        """Send without waiting for each confirm; returns once all are confirmed."""
        for body in bodies:
            self.sent += 1
            self.waiting.add(self.sent)
            message = self.channel.prepare_message(body, properties={"delivery_mode": 2})
            self.channel.basic_publish(message, routing_key=self.queue)
            self._drain_until(WINDOW)
        self._drain_until(1)

    def consume(self, count: int) -> None:
        """Take so many more messages; the first time, from the head of the queue."""
        self.wanted += count
        if not self.subscribed:
            self.channel.basic_consume(self.queue, callback=self._take)
            self.subscribed = True
        while self.taken < self.wanted:
            self.connection.drain_events(timeout=PATIENCE)

    def _drain_until(self, fewer: int) -> None:
        while len(self.waiting) >= fewer:
            self.connection.drain_events(timeout=PATIENCE)

    def _confirmed(self, tag: int, multiple: bool) -> None:
        self.waiting -= {t for t in self.waiting if t <= tag} if multiple else {tag}

    def _take(self, message: Any) -> None:
        self.taken += 1
        if self.taken % self.group == 0 or self.taken == self.wanted:
            self.channel.basic_ack(message.delivery_tag, multiple=True)
