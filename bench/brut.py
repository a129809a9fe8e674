"""The references: what the servers do when nothing of ours stands between."""

from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from kombu import Connection

TABLE = "CREATE TABLE reference (id BIGSERIAL PRIMARY KEY, a UUID, b BIGINT, c TEXT, d BYTEA)"
INSERT = "INSERT INTO reference (a, b, c, d) VALUES (gen_random_uuid(), 1, 'reference', %s)"
BODY = b"x" * 900
"""About what an event of ours weighs, with its provenance."""

QUEUE = "reference"
ARGUMENTS = {"x-queue-type": "quorum"}


def inserting(connection: "psycopg.Connection[Any]") -> Callable[[], object]:
    """One row, committed, durable."""

    def insert() -> None:
        connection.execute(INSERT, [BODY])
        connection.commit()

    return insert


def publish(uri: str, bodies: Sequence[bytes]) -> None:
    """All sent, then every confirm awaited."""
    with Connection(uri) as connection:
        channel = connection.channel()
        channel.queue_declare(QUEUE, durable=True, auto_delete=False, arguments=ARGUMENTS)
        channel.confirm_select()
        waiting: set[int] = set()
        channel.events["basic_ack"].add(lambda tag, multiple: confirmed(waiting, tag, multiple))
        for tag, body in enumerate(bodies, start=1):
            waiting.add(tag)
            message = channel.prepare_message(body, properties={"delivery_mode": 2})
            channel.basic_publish(message, routing_key=QUEUE)
        while waiting:
            connection.drain_events(timeout=30)


def confirmed(waiting: set[int], tag: int, multiple: bool) -> None:
    waiting -= {each for each in waiting if each <= tag} if multiple else {tag}


def consume(uri: str, count: int) -> None:
    """Acknowledged by hundreds."""
    taken = 0

    def take(message: Any) -> None:
        nonlocal taken
        taken += 1
        if taken % 100 == 0 or taken == count:
            channel.basic_ack(message.delivery_tag, multiple=True)

    with Connection(uri) as connection:
        channel = connection.channel()
        channel.basic_qos(0, 200, False)
        channel.basic_consume(QUEUE, callback=take)
        while taken < count:
            connection.drain_events(timeout=30)


def read(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        rows = connection.execute(f"SELECT * FROM {table} ORDER BY notification_id")
        return len(rows.fetchall())
