"""A database and a role for each service, created by PostgreSQL's administrator (ADR 0017)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, make_url, text

READER = "http"
"""The account of the process that answers questions: it reads every base, and changes none."""
PATIENCE = "ALTER ROLE %I SET statement_timeout = %L"
DATABASES = "SELECT 1 FROM pg_database WHERE datname = :name"
ROLES = "SELECT 1 FROM pg_roles WHERE rolname = :name"


def make_database(url: str, name: str) -> bool:
    """Create a database that only its owner may use; returns False if it exists already."""
    with session(url) as connection:
        made = not connection.scalar(text(DATABASES), {"name": name})
        if made:
            run(connection, "CREATE DATABASE %I", name)
        run(connection, "REVOKE ALL ON DATABASE %I FROM PUBLIC", name)
    return made


def make_role(url: str, database: str, role: str, password: str) -> None:
    """Create a role that may connect to this database only; if it exists, renew its password.

    The server receives a verifier of the password, so that its log never shows the password.
    """
    with session(url) as connection:
        if not connection.scalar(text(ROLES), {"name": role}):
            run(connection, "CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE", role)
        run(connection, "ALTER ROLE %I PASSWORD %L", role, verifier(connection, role, password))
        run(connection, "GRANT CONNECT ON DATABASE %I TO %I", database, role)


def bound(url: str, role: str, seconds: int) -> None:
    """End every statement of this role that takes longer: nobody awaits its answer any more."""
    with session(url) as connection:
        run(connection, PATIENCE, role, f"{seconds}s")


@contextmanager
def session(url: str) -> Iterator[Connection]:
    """A connection to the database `postgres`, whatever database the address names."""
    administrator = make_url(url).set(database="postgres")
    engine = create_engine(administrator, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def run(connection: Connection, statement: str, *words: str) -> None:
    """Run a statement that names objects; the server quotes them, for it takes no parameters."""
    values = {f"w{rank}": word for rank, word in enumerate(words)}
    quoted = ", ".join(f"CAST(:{name} AS text)" for name in values)
    sql: Any = connection.scalar(
        text(f"SELECT format(:statement, {quoted})"), {"statement": statement, **values}
    )
    connection.exec_driver_sql(sql)


def verifier(connection: Connection, role: str, password: str) -> str:
    """The SCRAM-SHA-256 verifier of a password."""
    driver: Any = connection.connection.driver_connection
    made: bytes = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return made.decode()
