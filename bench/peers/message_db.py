"""message-db: a table and functions of PostgreSQL, which any client calls."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import psycopg

from bench.baseline import BODY
from bench.clients import Opened
from bench.peers.npm import MESSAGE_DB, Peers

SOURCES = ("schema", "extensions", "tables", "types", "functions", "indexes")
"""Its folders, in the order of its installer; not its roles, which would outlive the run."""

SEARCH = "SET search_path TO message_store, public"
WRITE = """SELECT write_message(gen_random_uuid()::varchar,
    'structure-' || gen_random_uuid(), 'StructureSignalee', %s::jsonb, NULL, -1)"""
DATA = json.dumps({"text": BODY.decode()})


def make_tables(url: str, peers: Peers) -> None:
    database = peers.package(MESSAGE_DB) / "database"
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("SET client_min_messages TO warning")
        for folder in SOURCES:
            for source in sorted((database / folder).glob("*.sql")):
                owner.execute(source.read_bytes())
                owner.execute(SEARCH)


def writer(url: str) -> Opened:
    return partial(_writing, url)


@contextmanager
def _writing(url: str) -> Iterator[Callable[[], object]]:
    """Appends an event to a new stream of one category, whose lock keeps the order of commits."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SEARCH)
        yield lambda: connection.execute(WRITE, [DATA])
