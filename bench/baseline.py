"""The references: PostgreSQL, SQLite and RabbitMQ alone, without our code."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from os import getpid
from pathlib import Path
from typing import Any

import psycopg
from kombu import Connection

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


@contextmanager
def through_both(url: str, uri: str) -> Iterator[Callable[[], object]]:
    """Inserts and commits one row, then publishes and takes one message, on a queue of its own."""
    queue = Broker(uri, f"reference.{getpid()}", group=1)
    with inserting(url) as insert, closing(queue) as broker:

        def one() -> None:
            insert()
            broker.publish([BODY])
            broker.consume(1)

        yield one


def insert_in_file(path: Path, rows: int) -> None:
    """Insert rows in a new SQLite file, each in a transaction of its own."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE reference (a TEXT, b INTEGER, c TEXT, d BLOB)")
        for number in range(rows):
            row = (f"{number:036}", 1, "reference", BODY)
            connection.execute("INSERT INTO reference VALUES (?, ?, ?, ?)", row)


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
