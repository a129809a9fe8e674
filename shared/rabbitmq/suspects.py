"""Which queue makes RabbitMQ refuse a message: it says that it refused, never where."""

from collections.abc import Iterable
from dataclasses import dataclass

from amqp.exceptions import AMQPError, NotFound
from kombu import Connection

from shared.rabbitmq.connection import connection
from shared.typographie import denombrer

PATIENCE = 5
"""Seconds; a queue that has lost its node answers late, or never."""

UNKNOWN = "inconnue"


@dataclass(frozen=True)
class Suspect:
    """A queue, and in French what was seen of it; `waiting` is None if it does not answer."""

    queue: str
    seen: str
    waiting: int | None = None


def suspect(uri: str, queues: Iterable[str]) -> Suspect:
    """Among these queues, one that does not answer, else the one where most messages wait.

    Asking needs no right. Raises a connection error if the broker itself is away.
    """
    with connection(uri, patience=PATIENCE) as opened:
        opened.connect()
        seen = [each for queue in queues if (each := _looked_at(opened, queue))]
    if not seen:
        return Suspect(UNKNOWN, "aucune file connue n'est pleine ; voyez celles liées à la main")
    return max(seen, key=lambda each: (each.waiting is None, each.waiting or 0))


def _looked_at(opened: Connection, queue: str) -> Suspect | None:
    """None for a queue that is empty or does not exist: it refuses nothing."""
    try:
        with opened.clone() as alone, alone.channel() as channel:
            found = channel.queue_declare(queue, passive=True)
    except NotFound as error:
        down = "down or inaccessible" in str(error) or "stopped" in str(error)
        return Suspect(queue, "son nœud est arrêté") if down else None
    except (AMQPError, OSError):
        return Suspect(queue, "elle ne répond pas")
    waiting, readers = found.message_count, found.consumer_count
    told = f"{denombrer(waiting, 'message')} en attente, {denombrer(readers, 'lecteur')}"
    return Suspect(queue, told, waiting) if waiting else None
