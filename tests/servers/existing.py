"""Servers that are there already: those that were given, else those of this machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.servers.addresses import NoServer, Servers
from tests.servers.administration import administered

POSTGRES = "FS_TEST_POSTGRES_URL"
RABBITMQ = "FS_TEST_RABBITMQ_URL"
MANAGEMENT = "FS_TEST_RABBITMQ_API"

LOCAL = Servers(
    "postgresql://postgres@127.0.0.1:5432/postgres",
    "amqp://guest:guest@127.0.0.1:5672//",
    "http://guest:guest@127.0.0.1:15672",
)


@contextmanager
def given() -> Iterator[Servers]:
    """The management interface, if not given, is looked for on the broker's host."""
    known = os.environ  # noqa: TID251 - the tests' own setting
    if POSTGRES not in known or RABBITMQ not in known:
        raise NoServer(f"variables {POSTGRES} et {RABBITMQ} : non définies")
    broker = urlsplit(known[RABBITMQ])
    usual = f"http://{broker.username}:{broker.password}@{broker.hostname}:15672"
    yield usable(Servers(known[POSTGRES], known[RABBITMQ], known.get(MANAGEMENT, usual)))


@contextmanager
def local() -> Iterator[Servers]:
    yield usable(LOCAL)


def usable(servers: Servers) -> Servers:
    """Itself; raises NoServer unless both answer and vhosts can be made."""
    administered(servers.answering())
    return servers
