"""Ce que tiennent les processus d'un service : le verrou du meneur, un lecteur par file."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

import psycopg
from kombu import Connection

from console.execution.services import application
from shared.rabbitmq.topology import queues
from shared.runtime.leader import LEADER_KEY


@contextmanager
def menes(urls: Mapping[str, str]) -> Iterator[None]:
    """Quelqu'un mène chaque service dont voici la base."""
    with ExitStack() as closing:
        for url in urls.values():
            session = closing.enter_context(psycopg.connect(url, autocommit=True))
            session.execute("SELECT pg_advisory_lock(%s)", [LEADER_KEY])
        yield


@contextmanager
def lues(uri: str, services: Sequence[str], sauf: str = "") -> Iterator[None]:
    """Quelqu'un lit chaque file de ces services, sauf celle-ci."""
    with Connection(uri) as connection:
        channel = connection.default_channel
        for service in services:
            for queue in queues(application(service)):
                if queue.name != sauf:
                    channel.basic_consume(queue.name, callback=lambda message: None)
        yield
