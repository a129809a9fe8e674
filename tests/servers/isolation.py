"""Databases and vhosts for one test on shared servers, removed at its end."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import LiteralString
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from console.execution.services import BUILDERS, applications
from console.installation.migrations import accorder
from shared.messages.actors import Role
from shared.questions.rights import questioned
from shared.rabbitmq.definitions import accesses, definitions, of_partner, users
from shared.rabbitmq.rights import Right, rights
from shared.recording.handlers import Handlers
from shared.runtime.accounts import make_database, make_role
from shared.runtime.migrations import migrate
from tests.servers.addresses import Servers
from tests.servers.administration import administered

PASSWORD = "essais"
EVERY_SERVICE = tuple(applications())
DELIVERY_LIMIT = 3
"""Less than RabbitMQ 4's twenty: a message requeued too often is dead-lettered sooner."""


@contextmanager
def databases(servers: Servers, names: list[str]) -> Iterator[dict[str, str]]:
    """The URL of a new database for each name; the server may restart meanwhile.

    The database of a real service has its tables, and its URL a role that cannot create any.
    """
    mark = secrets.token_hex(4)
    owned = {name: f"fs_test_{mark}_{name}" for name in names}
    administrator = sqlalchemy_url(servers.postgres)
    try:
        for database in owned.values():
            make_database(administrator, database)
        yield {name: _ready(servers, name, owned[name]) for name in names}
    finally:
        _for_each(servers, "DROP DATABASE IF EXISTS {} WITH (FORCE)", owned.values())
        _for_each(servers, "DROP ROLE IF EXISTS {}", owned.values())


def sqlalchemy_url(url: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _ready(servers: Servers, name: str, database: str) -> str:
    """The URL of a database; that of a service is migrated, and its role cannot create tables."""
    owner = urlsplit(servers.postgres)._replace(path=f"/{database}")
    if name not in BUILDERS:
        return owner.geturl()
    url = sqlalchemy_url(owner.geturl())
    migrate(name, url)
    make_role(url, database, database, PASSWORD)
    accorder(url, database)
    place = owner.netloc.rpartition("@")[2]
    return owner._replace(netloc=f"{database}:{PASSWORD}@{place}").geturl()


def _for_each(servers: Servers, statement: LiteralString, databases: Iterable[str]) -> None:
    with psycopg.connect(servers.postgres, autocommit=True) as admin:
        for database in databases:
            admin.execute(sql.SQL(statement).format(sql.Identifier(database)))


@contextmanager
def vhost(servers: Servers, services: Sequence[Handlers] = EVERY_SERVICE) -> Iterator[str]:
    """The URL of a new vhost, with the queues and policies of these services."""
    name = f"fs-test-{secrets.token_hex(4)}"
    administration = administered(servers)
    administration.make(name)
    administration.define(definitions(services, name, DELIVERY_LIMIT))
    try:
        yield urlsplit(servers.rabbitmq)._replace(path=f"/{name}").geturl()
    finally:
        administration.drop(name)


@contextmanager
def accounts(
    servers: Servers, uri: str, more: Mapping[str, Right] = MappingProxyType({})
) -> Iterator[dict[str, str]]:
    """The URL of this vhost for each account of an installation, and for those of `more`."""
    place, vhost = urlsplit(uri), urlsplit(uri).path.removeprefix("/")
    owned = {f"{vhost}-{name}": right for name, right in {**rights(BUILDERS), **more}.items()}
    administration = administered(servers)
    administration.define(users(dict.fromkeys(owned, PASSWORD)) | accesses(owned, vhost))
    where = place.netloc.rpartition("@")[2]
    try:
        yield {
            user.removeprefix(f"{vhost}-"): place._replace(
                netloc=f"{user}:{PASSWORD}@{where}"
            ).geturl()
            for user in owned
        }
    finally:
        administration.drop_users(owned)


@contextmanager
def partner(
    servers: Servers,
    uri: str,
    name: str,
    roles: Sequence[Role],
    heard: Sequence[str] = (),
    services: Sequence[Handlers] = EVERY_SERVICE,
) -> Iterator[str]:
    """The URL of this vhost for the account of another system, with its queues and rights."""
    place, vhost = urlsplit(uri), urlsplit(uri).path.removeprefix("/")
    account = f"{vhost}-{name}"
    administration = administered(servers)
    administration.define(users({account: PASSWORD}))
    administration.define(
        of_partner(account, roles, heard, services, vhost, questioned=questioned(roles))
    )
    where = place.netloc.rpartition("@")[2]
    try:
        yield place._replace(netloc=f"{account}:{PASSWORD}@{where}").geturl()
    finally:
        administration.drop_users([account])
