"""Existing servers: those of the environment, else those of this machine."""

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
    """The servers of the environment; by default, the management is on the broker's host."""
    settings = os.environ  # noqa: TID251 - the tests' own setting
    if POSTGRES not in settings or RABBITMQ not in settings:
        raise NoServer(f"variables {POSTGRES} et {RABBITMQ} : non définies")
    broker = urlsplit(settings[RABBITMQ])
    usual = f"http://{broker.username}:{broker.password}@{broker.hostname}:15672"
    yield usable(Servers(settings[POSTGRES], settings[RABBITMQ], settings.get(MANAGEMENT, usual)))


@contextmanager
def local() -> Iterator[Servers]:
    yield usable(LOCAL)


def usable(servers: Servers) -> Servers:
    """Return the servers; raises NoServer unless both answer and vhosts can be created."""
    administered(servers.answering())
    return servers
