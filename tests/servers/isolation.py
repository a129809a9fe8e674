"""Databases and a vhost of its own for each test that uses the servers; nothing of them stays."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from console.services import APPLICATIONS
from shared.application import Service
from shared.topology import definitions
from tests.servers.addresses import Servers
from tests.servers.administration import administered

DELIVERY_LIMIT = 3
"""Less than the twenty of RabbitMQ 4: what is requeued too often is dead-lettered soon."""


@contextmanager
def databases(servers: Servers, names: list[str]) -> Iterator[dict[str, str]]:
    """The URL of an empty database for each name."""
    mark = secrets.token_hex(4)
    owned = {name: f"fs_test_{mark}_{name}" for name in names}
    with psycopg.connect(servers.postgres, autocommit=True) as admin:
        for database in owned.values():
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        try:
            base = urlsplit(servers.postgres)
            yield {name: base._replace(path=f"/{owned[name]}").geturl() for name in names}
        finally:
            for database in owned.values():
                drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
                admin.execute(drop)


@contextmanager
def vhost(servers: Servers, services: Sequence[type[Service]] = APPLICATIONS) -> Iterator[str]:
    """The URL of an empty vhost, with the policies of these services."""
    name = f"fs-test-{secrets.token_hex(4)}"
    administration = administered(servers)
    administration.make(name)
    administration.define(definitions(services, name, DELIVERY_LIMIT))
    try:
        yield urlsplit(servers.rabbitmq)._replace(path=f"/{name}").geturl()
    finally:
        administration.drop(name)
