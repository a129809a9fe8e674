"""PostgreSQL refuses each of these acts to a role, and accepts it once the right is granted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import URL
from sqlalchemy.engine import make_url

from tests.servers.addresses import Servers
from tests.servers.isolation import databases


@pytest.fixture
def bases(servers: Servers) -> Iterator[dict[str, URL]]:
    with databases(servers, ["funding", "audit"]) as urls:
        yield {name: make_url(url) for name, url in urls.items()}


@contextmanager
def opened(url: URL) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url.render_as_string(hide_password=False)) as session:
        yield session


def granted(servers: Servers, on: URL, statement: LiteralString, *names: str | None) -> None:
    """Grant a right in this database, as the administrator of the server."""
    administrator = make_url(servers.postgres).set(database=on.database)
    with opened(administrator) as session:
        session.execute(sql.SQL(statement).format(*(sql.Identifier(name or "") for name in names)))


def test_a_role_does_not_open_the_database_of_another(
    servers: Servers, bases: dict[str, URL]
) -> None:
    """By default, PostgreSQL opens every database to every role."""
    role, other = bases["funding"], bases["audit"]
    elsewhere = role.set(database=other.database)

    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        with opened(elsewhere):
            pass

    granted(servers, other, "GRANT CONNECT ON DATABASE {} TO {}", other.database, role.username)
    with opened(elsewhere) as session, pytest.raises(errors.InsufficientPrivilege):
        session.execute("SELECT * FROM messages_retenus")
    granted(servers, other, "GRANT SELECT ON messages_retenus TO {}", role.username)
    with opened(elsewhere) as session:
        session.execute("SELECT * FROM messages_retenus")


REFUSED: dict[str, tuple[LiteralString, LiteralString]] = {
    "make a table": ("CREATE TABLE porte (n int)", "GRANT CREATE ON SCHEMA public TO {}"),
    "drop a table": ("DROP TABLE lecture_position", "ALTER TABLE lecture_position OWNER TO {}"),
    "change its log's safeguard": (
        "ALTER TABLE funding_events DISABLE TRIGGER ALL",
        "ALTER TABLE funding_events OWNER TO {}",
    ),
    "say that a migration was made": (
        "DELETE FROM _yoyo_migration",
        "GRANT ALL ON _yoyo_migration TO {}",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_role_may_not(what: str, servers: Servers, bases: dict[str, URL]) -> None:
    statement, grant = REFUSED[what]
    role = bases["funding"]
    with opened(role) as session, pytest.raises(errors.InsufficientPrivilege):
        session.execute(statement)

    granted(servers, role, grant, role.username)

    with opened(role) as session:
        session.execute(statement)
        session.rollback()
