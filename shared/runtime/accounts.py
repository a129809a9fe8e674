"""A database and a role for each service, made by whoever administers PostgreSQL (ADR 0017)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, make_url, text

DATABASES = "SELECT 1 FROM pg_database WHERE datname = :name"
ROLES = "SELECT 1 FROM pg_roles WHERE rolname = :name"


def make_database(url: str, name: str) -> bool:
    """Closed to all but its owner; False if it exists already."""
    with session(url) as connection:
        made = not connection.scalar(text(DATABASES), {"name": name})
        if made:
            run(connection, "CREATE DATABASE %I", name)
        run(connection, "REVOKE ALL ON DATABASE %I FROM PUBLIC", name)
    return made


def make_role(url: str, database: str, role: str, password: str) -> None:
    """May connect to this database, no other, with this password; made again, changes only it.

    The server receives the verifier of the password, which its own log may then show.
    """
    with session(url) as connection:
        if not connection.scalar(text(ROLES), {"name": role}):
            run(connection, "CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE", role)
        run(connection, "ALTER ROLE %I PASSWORD %L", role, verifier(connection, role, password))
        run(connection, "GRANT CONNECT ON DATABASE %I TO %I", database, role)


@contextmanager
def session(url: str) -> Iterator[Connection]:
    """On the server's own database, whatever the address names."""
    administrator = make_url(url).set(database="postgres")
    engine = create_engine(administrator, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def run(connection: Connection, statement: str, *words: str) -> None:
    """The server quotes the words: no statement that names an object takes parameters."""
    values = {f"w{rank}": word for rank, word in enumerate(words)}
    quoted = ", ".join(f"CAST(:{name} AS text)" for name in values)
    asked: Any = connection.scalar(
        text(f"SELECT format(:statement, {quoted})"), {"statement": statement, **values}
    )
    connection.exec_driver_sql(asked)


def verifier(connection: Connection, role: str, password: str) -> str:
    driver: Any = connection.connection.driver_connection
    made: bytes = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return made.decode()
