"""Thousands of structures in a minute: some are played, then copied under other identities.

The tables for reading and the logs are copied alike, and spread over the départements. Only what
the tables answer may be asked of a copy: the identity of an aggregate derives from another, and
what is encrypted names its event.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from bench.embedded import demonstration, made
from console.execution.services import BUILDERS
from shared.departements.table import charger_departements

PLAYED = 60
"""The structures that are played; the others are copies of these."""
KEPT = ("cles_personnes", "lecture_position")
LOG, POSITION = "stored_events", "rowid"
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
MOVED_TO_THE_END = f"UPDATE lecture_position SET position = (SELECT MAX({POSITION}) FROM {LOG})"
ID = re.compile(
    r"(?<![\w-])([0-9a-f]{8})"
    r"(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])|[0-9a-f]{24}(?![\w-]))"
)
"""The first digits of an identifier, written with hyphens or without."""
SPREAD: Final = 0x9E3779B1
DIGITS: Final = 0xFFFFFFFF

Cells = Sequence[Any]


def folder_of(structures: int, at: Path) -> Path:
    """A folder of so many structures, or of a few less: whole copies of those that are played."""
    played = min(PLAYED, structures)
    folder = at / f"copied-{structures}"
    demonstration(made(at, played), folder, None)
    for service in BUILDERS:
        with closing(sqlite3.connect(folder / f"{service}.sqlite")) as base, base:
            copy_in(base, structures // played - 1)
    return folder


def copy_in(base: sqlite3.Connection, copies: int) -> None:
    """A row that would be there twice, as it names no structure, stays alone."""
    for table in [each for each in tables(base) if each not in KEPT]:
        names = [each for each in columns(base, table) if each != POSITION]
        rows = base.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY rowid").fetchall()
        values = ", ".join("?" for _ in names)
        insert = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({values})"
        base.executemany(insert, others(names, rows, copies))
    base.execute(MOVED_TO_THE_END)


def others(columns: Sequence[str], rows: Sequence[Cells], copies: int) -> Iterator[Cells]:
    """The copies of these rows; a row that names no identifier has none."""
    split = [[pieces(cell) for cell in row] for row in rows]
    named = [row for row in split if any(isinstance(cell, list) for cell in row)]
    place = columns.index("departement") if "departement" in columns else None
    for copy in range(1, copies + 1):
        for row in named:
            cells = [renamed(cell, copy * SPREAD & DIGITS) for cell in row]
            if place is not None:
                cells[place] = elsewhere(cells[place], copy)
            yield cells


def pieces(cell: Any) -> Any:
    """A text cut around the first digits of its identifiers; any other value as it is."""
    text = cell.decode() if isinstance(cell, bytes) else cell
    cut = ID.split(text) if isinstance(text, str) else []
    return [type(cell), *cut] if len(cut) > 1 else cell


def renamed(cell: Any, salt: int) -> Any:
    """The same identifiers become the same others, in every table of every service."""
    if not isinstance(cell, list):
        return cell
    kind, *cut = cell
    cut[1::2] = [f"{int(each, 16) ^ salt:08x}" for each in cut[1::2]]
    text = "".join(cut)
    return text.encode() if kind is bytes else text


@cache
def elsewhere(departement: str, copy: int) -> str:
    """Another département for each copy, until there are no more."""
    codes = sorted(charger_departements().par_code)
    return codes[(codes.index(departement) + 7 * copy) % len(codes)] if departement else ""


def copy_to(owner: str, folder: Path, service: str) -> None:
    """Write all that the folder knows of a service in its migrated database, as its owner."""
    with (
        closing(sqlite3.connect(folder / f"{service}.sqlite")) as base,
        psycopg.connect(owner) as session,
    ):
        for table in tables(base):
            names = columns(base, table)
            rows = base.execute(f"SELECT {', '.join(names)} FROM {table}")
            if table == LOG:
                table, names = f"{service}_events", [*names[:-1], "notification_id"]
            copy_rows(session, table, names, rows)


def copy_rows(
    session: "psycopg.Connection[Any]", table: str, names: Sequence[str], rows: Iterable[Cells]
) -> None:
    into, listed = sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    with (
        session.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(into, listed)) as copied,
    ):
        for row in rows:
            copied.write_row(row)
    session.execute(sql.SQL("ANALYZE {}").format(into))


def tables(base: sqlite3.Connection) -> list[str]:
    return [name for [name] in base.execute(TABLES)]


def columns(base: sqlite3.Connection, table: str) -> list[str]:
    """Of the log, the last one is the position of the event."""
    names = [each[1] for each in base.execute(f"PRAGMA table_info({table})")]
    return [*names, POSITION] if table == LOG else names
