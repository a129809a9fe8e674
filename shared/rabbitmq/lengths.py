"""How full the queues of a service are, and whether anybody reads them."""

from dataclasses import dataclass

from amqp.exceptions import NotFound
from kombu import Connection

from shared.rabbitmq.connection import connection
from shared.rabbitmq.topology import queues
from shared.recording.handlers import Handlers


@dataclass(frozen=True)
class Length:
    """`ready`: messages that nobody has in hand yet; `consumers`: who reads the queue now."""

    ready: int
    consumers: int


def lengths(uri: str, service: Handlers) -> dict[str, Length]:
    """The length of each queue that this service reads; one that does not exist is left out.

    Asking needs no right. Raises the errors of the broker (`connection.AWAY`).
    """
    with connection(uri) as opened:
        found = {queue.name: _length(opened, queue.name) for queue in queues(service)}
    return {name: length for name, length in found.items() if length}


def _length(opened: Connection, queue: str) -> Length | None:
    with opened.channel() as channel:
        try:
            seen = channel.queue_declare(queue, passive=True)
        except NotFound:
            return None
        return Length(seen.message_count, seen.consumer_count)
