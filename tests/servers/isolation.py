"""Databases and a vhost of its own for each test that uses the servers; nothing of them stays."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import LiteralString
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from console.migrations import accorder
from console.services import APPLICATIONS, BUILDERS
from shared.application import Service
from shared.definitions import accesses, definitions, users
from shared.migrations import migrate
from shared.rights import rights
from tests.servers.addresses import Servers
from tests.servers.administration import administered

PASSWORD = "essais"
DELIVERY_LIMIT = 3
"""Less than the twenty of RabbitMQ 4: what is requeued too often is dead-lettered soon."""


@contextmanager
def databases(servers: Servers, names: list[str]) -> Iterator[dict[str, str]]:
    """The URL of a database for each name; the server may restart meanwhile.

    That of a real service has its tables, and a role that can make none.
    """
    mark = secrets.token_hex(4)
    owned = {name: f"fs_test_{mark}_{name}" for name in names}
    _for_each(servers, "CREATE DATABASE {}", owned.values())
    try:
        yield {name: _ready(servers, name, owned[name]) for name in names}
    finally:
        _for_each(servers, "DROP DATABASE {} WITH (FORCE)", owned.values())
        _for_each(servers, "DROP ROLE IF EXISTS {}", owned.values())


def _ready(servers: Servers, name: str, database: str) -> str:
    """Migrated as its owner would; whoever gets the URL is somebody else."""
    owner = urlsplit(servers.postgres)._replace(path=f"/{database}")
    if name not in BUILDERS:
        return owner.geturl()
    url = make_url(owner.geturl()).set(drivername="postgresql+psycopg")
    migrate(name, url.render_as_string(hide_password=False))
    with psycopg.connect(servers.postgres, autocommit=True) as admin:
        create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        admin.execute(create.format(sql.Identifier(database), sql.Literal(PASSWORD)))
    accorder(url.render_as_string(hide_password=False), database)
    place = owner.netloc.rpartition("@")[2]
    return owner._replace(netloc=f"{database}:{PASSWORD}@{place}").geturl()


def _for_each(servers: Servers, statement: LiteralString, databases: Iterable[str]) -> None:
    with psycopg.connect(servers.postgres, autocommit=True) as admin:
        for database in databases:
            admin.execute(sql.SQL(statement).format(sql.Identifier(database)))


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


@contextmanager
def accounts(servers: Servers, uri: str) -> Iterator[dict[str, str]]:
    """The URL of this vhost for each account that an installation makes, with its rights."""
    place, vhost = urlsplit(uri), urlsplit(uri).path.removeprefix("/")
    prefix = f"{vhost}-"
    owned = {f"{prefix}{name}": name for name in rights(BUILDERS)}
    administration = administered(servers)
    known = users(dict.fromkeys(owned, PASSWORD))
    administration.define(known | accesses(BUILDERS, vhost, prefix))
    where = place.netloc.rpartition("@")[2]
    try:
        yield {
            name: place._replace(netloc=f"{user}:{PASSWORD}@{where}").geturl()
            for user, name in owned.items()
        }
    finally:
        for user in owned:
            administration.drop_user(user)
