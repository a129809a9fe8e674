"""The SQL side of a service: its tables for reading, and the position of each reader of the log."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.event import listen
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
    StatementError,
)

from shared.statements import Row, apply, changed, each_alone, rows

AWAY = (OperationalError, InterfaceError)
"""Raised while the database cannot be reached."""

OF_WHAT_IS_WRITTEN = frozenset({"21", "22", "23", "54"})
"""Classes of SQLSTATE: cardinality, data, integrity, limits (a value too long for an index)."""
NOT_INSTALLED = frozenset({"42501", "42703", "42P01"})
"""SQLSTATE: no right, no column, no table; whatever is written, and `install` mends it."""
HELD = 1.0
"""How long, in seconds, a process may keep what it read in a server's tables."""
HINTS = "travail"
"""The channel on which PostgreSQL tells the worker that its own tables may have work for it."""
LISTED = 500
"""The values of a list that one query names: SQLite and the parsers have a limit."""
SHOWN = 200
"""The characters of a statement that an error shows; it holds no value."""

POSITIONS = """CREATE TABLE IF NOT EXISTS lecture_position (
    lecteur TEXT PRIMARY KEY, position BIGINT NOT NULL)"""
ADVANCE = """INSERT INTO lecture_position (lecteur, position) VALUES (:lecteur, :position)
    ON CONFLICT (lecteur) DO UPDATE SET position = excluded.position"""
ADVANCE_FROM = f"{ADVANCE} WHERE lecture_position.position = :depuis"
ADVANCE_TOGETHER = """INSERT INTO lecture_position (lecteur, position) VALUES {lignes}
    ON CONFLICT (lecteur) DO UPDATE SET position = excluded.position
    WHERE lecture_position.position = :depuis RETURNING lecteur"""
HOLD = """INSERT INTO lecture_position (lecteur, position) VALUES (:lecteur, 0)
    ON CONFLICT (lecteur) DO UPDATE SET position = lecture_position.position"""


OWNED = """SELECT bool_and(pg_has_role(tableowner, 'USAGE')) AS owned FROM pg_tables
    WHERE schemaname = 'public'"""


@dataclass(frozen=True)
class Window:
    """The part of a list that a page needs: the first `at_most` elements after a key.

    In SQL, only for keys that every collation sorts alike, as it does identifiers.
    """

    after: str = ""
    at_most: int = 2**31 - 1


WHOLE = Window()


class ReadModel:
    """Tables that can be rebuilt from the log, on SQLite or PostgreSQL alike."""

    def __init__(self, url: str, creates: bool = False) -> None:
        self.engine: Engine = create_engine(url, hide_parameters=True)
        self.creates = creates or self.engine.dialect.name == "sqlite"
        if self.engine.dialect.name == "sqlite":
            listen(self.engine, "connect", _lighten)
        self.create([POSITIONS])

    def create(self, tables: Sequence[str]) -> None:
        """Create tables on SQLite; on PostgreSQL only if `creates`: migrations do it (ADR 0015)."""
        if not self.creates:
            return
        with self.engine.begin() as connection:
            for table in tables:
                connection.execute(text(table))

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            yield connection

    def position(self, reader: str) -> int:
        """The position of the last event read by this reader; 0 if there is none."""
        found = self.query(
            "SELECT position FROM lecture_position WHERE lecteur = :lecteur", {"lecteur": reader}
        )
        return int(found[0]["position"]) if found else 0

    def positions(self, readers: Iterable[str]) -> dict[str, int]:
        """The position of each of these readers, as one query sees them."""
        saved = self.query("SELECT lecteur, position FROM lecture_position")
        found = {row["lecteur"]: int(row["position"]) for row in saved}
        return {name: found.get(name, 0) for name in readers}

    def query(self, sql: str, parameters: Row | None = None) -> list[dict[str, Any]]:
        """The rows of a query, in a transaction of its own."""
        with self.engine.connect() as connection, each_alone(connection):
            return rows(connection, sql, parameters or {})

    @property
    def reread_after(self) -> float:
        """How old, in seconds, what is held in memory of these tables may be when it is used.

        Zero for a file of this machine: asking it costs no round trip, and the clock of a
        simulation may jump by days between two messages.
        """
        return 0.0 if self.engine.dialect.name == "sqlite" else HELD

    def owns_its_tables(self) -> bool:
        """True if this role may purge them: on PostgreSQL, only their owner may."""
        if self.engine.dialect.name == "sqlite":
            return True
        return bool(self.query(OWNED)[0]["owned"])

    def purge(self, tables: Iterable[str]) -> None:
        """Compact the files of these tables, which still hold deleted or overwritten rows."""
        sqlite = ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
        on_servers = [f"VACUUM FULL {table}" for table in tables]
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for sql in sqlite if self.engine.dialect.name == "sqlite" else on_servers:
                connection.execute(text(sql))

    def close(self) -> None:
        self.engine.dispose()


def _lighten(connection: Any, record: Any) -> None:
    """Sync less often: a power cut may lose the last transactions, never a table's integrity."""
    connection.execute("PRAGMA synchronous = NORMAL")


def is_away(error: Exception) -> bool:
    """True if the database is at fault, False if it is what was to be written, or another error."""
    if not isinstance(error, SQLAlchemyError) or _state(error)[:2] in OF_WHAT_IS_WRITTEN:
        return False
    if isinstance(error, ProgrammingError):
        return _state(error) in NOT_INSTALLED
    if isinstance(error, StatementError) and not isinstance(error, DBAPIError):
        return False
    return not isinstance(error, (DataError, IntegrityError, NotSupportedError))


def refused_by_the_database(error: Exception) -> str:
    """The error's name and code, and the statement without its values; empty for any other."""
    if not isinstance(error, DBAPIError):
        return ""
    name = f"{type(error.orig).__name__} {_state(error)}".strip()
    return f"{name} : {' '.join((error.statement or '').split())[:SHOWN]}"


def _state(error: Exception) -> str:
    """The SQLSTATE that PostgreSQL gave; empty if it gave none."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) or ""


def paged(model: ReadModel, sql: str, listed: Sequence[str]) -> Iterator[Row]:
    """The rows of a query about a list (`IN :listed`), however long it is."""
    for at in range(0, len(listed), LISTED):
        yield from model.query(sql, {"listed": listed[at : at + LISTED]})


def advance(connection: Connection, reader: str, position: int) -> None:
    apply(connection, (ADVANCE, {"lecteur": reader, "position": position}))


def advance_from(connection: Connection, reader: str, since: int, position: int) -> bool:
    """Move the position from `since`; False if another process has moved it.

    The row stays locked until the transaction ends.
    """
    taken = {"lecteur": reader, "position": position, "depuis": since}
    return changed(connection, (ADVANCE_FROM, taken)) == 1


def advance_together(
    connection: Connection, readers: Sequence[str], since: int, position: int
) -> set[str]:
    """As `advance_from` for several readers at the same place; returns those that moved."""
    names = {f"lecteur_{n}": reader for n, reader in enumerate(readers)}
    lines = ", ".join(f"(:{name}, :position)" for name in names)
    moved = {**names, "position": position, "depuis": since}
    return {
        row["lecteur"] for row in rows(connection, ADVANCE_TOGETHER.format(lignes=lines), moved)
    }


def hint(connection: Connection) -> None:
    """Wake the worker once this transaction is over: something may be due before it looks."""
    if connection.dialect.name == "postgresql":
        apply(connection, (f"NOTIFY {HINTS}", {}))


def hold(connection: Connection, reader: str) -> None:
    """Lock the reader's position, where it is, until the transaction ends."""
    apply(connection, (HOLD, {"lecteur": reader}))
