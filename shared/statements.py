"""SQL statements, on SQLite or PostgreSQL alike, run by the driver of either (ADR 0008).

SQLAlchemy keeps the connections and their transactions; it would be three quarters of the time
of a short statement. A value is written `:name`; `IN :names` takes a list.
"""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Row = Mapping[str, Any]
Statement = tuple[str, Row]
Together = tuple[str, list[Row]]
"""A statement, and the rows of all its consecutive repetitions."""
Transaction = Connection
"""An open transaction, for those who write in it."""

POSTGRESQL = "postgresql"
COPIED = 50
"""The rows of one statement from which they are copied."""
PLAIN = re.compile(
    r"\s*INSERT INTO (?P<table>\w+)\s*(?P<columns>\([\w\s,]+\))?\s*"
    r"VALUES\s*\((?P<values>\s*:\w+\s*(,\s*:\w+\s*)*)\)\s*"
)
"""An INSERT of one row whose values are all given, and that minds no conflict."""
NAME = re.compile(r"(?<!:):(\w+)")
LIST = re.compile(r"\bIN :(\w+)")


def rows(connection: Connection, sql: str, parameters: Row) -> list[dict[str, Any]]:
    """The rows of a query, as its own transaction sees them."""
    with _driver_of(connection) as driver:
        cursor = driver.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def changed(connection: Connection, statement: Statement) -> int:
    """Run a statement; returns the number of rows that it changed."""
    with _driver_of(connection) as driver:
        return int(driver.execute(*statement).rowcount)


def apply(connection: Connection, statement: Statement) -> None:
    changed(connection, statement)


def apply_all(connection: Connection, statements: Iterable[Statement]) -> None:
    """Run statements in order, without waiting for each; fails as a whole.

    The error does not always tell which one PostgreSQL refused: `apply` does.
    """
    grouped = groupby(statements, key=itemgetter(0))
    together = [(sql, [parameters for _, parameters in repeated]) for sql, repeated in grouped]
    with _driver_of(connection) as driver:
        driver.run_all(together)


@contextmanager
def each_alone(connection: Connection) -> Iterator[None]:
    """Each statement is a transaction of its own: one round trip to a server, not three."""
    if connection.dialect.name != POSTGRESQL:
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.autocommit = True
    try:
        yield
    finally:
        if not raw.closed:
            raw.autocommit = False


@contextmanager
def _driver_of(connection: Connection) -> Iterator["Driver"]:
    """What the driver refuses is told as SQLAlchemy tells it; a dead connection is forgotten."""
    dialect = connection.dialect
    raw: Any = connection.connection.dbapi_connection
    driver = DRIVERS[dialect.name](raw)
    refused = dialect.loaded_dbapi.Error
    try:
        yield driver
    except refused as error:
        if dialect.is_disconnect(error, raw, None):
            connection.invalidate(error)
            connection.engine.dispose()
        sent = driver.sent
        raise DBAPIError.instance(sent, None, error, refused, hide_parameters=True) from error


class Driver(ABC):
    """Runs statements on a raw connection; `sent`: the last one."""

    def __init__(self, raw: Any) -> None:
        self.raw, self.sent = raw, ""

    @abstractmethod
    def execute(self, sql: str, parameters: Row) -> Any:
        """Run it; returns its cursor."""

    @abstractmethod
    def run_all(self, together: Sequence[Together]) -> None: ...


class Sqlite(Driver):
    def execute(self, sql: str, parameters: Row) -> Any:
        self.sent, lists = for_sqlite(sql)
        whole = {name: json.dumps(parameters[name]) for name in lists}
        return self.raw.execute(self.sent, {**parameters, **whole} if whole else parameters)

    def run_all(self, together: Sequence[Together]) -> None:
        for sql, every in together:
            self.sent = sql
            self.raw.executemany(sql, every)


class Psycopg(Driver):
    def execute(self, sql: str, parameters: Row) -> Any:
        self.sent = for_psycopg(sql)
        return self.raw.execute(self.sent, parameters)

    def run_all(self, together: Sequence[Together]) -> None:
        for copied, run in groupby(together, key=_copied):
            with nullcontext() if copied else self.raw.pipeline(), self.raw.cursor() as cursor:
                for sql, every in run:
                    self.sent = for_psycopg(sql)
                    if copied:
                        _copy(cursor, sql, every)
                    else:
                        cursor.executemany(self.sent, every)


DRIVERS: Mapping[str, type[Driver]] = {"sqlite": Sqlite, POSTGRESQL: Psycopg}


@cache
def for_psycopg(sql: str) -> str:
    """The statement with psycopg's placeholders."""
    return NAME.sub(r"%(\1)s", LIST.sub(r"= ANY(:\1)", sql.replace("%", "%%")))


@cache
def for_sqlite(sql: str) -> tuple[str, Sequence[str]]:
    """The statement, and the names of the lists, which it takes as JSON."""
    return LIST.sub(r"IN (SELECT value FROM json_each(:\1))", sql), LIST.findall(sql)


def _copied(together: Together) -> bool:
    """True for enough rows of a plain INSERT: COPY costs a sixth of it."""
    sql, every = together
    return len(every) >= COPIED and PLAIN.fullmatch(sql) is not None


def _copy(cursor: Any, sql: str, every: Iterable[Row]) -> None:
    plain = PLAIN.fullmatch(sql)
    assert plain
    names = NAME.findall(plain["values"])
    with cursor.copy(f"COPY {plain['table']} {plain['columns'] or ''} FROM STDIN") as copy:
        for row in every:
            copy.write_row([row[name] for name in names])
