"""The tables of a service on PostgreSQL: SQL files, each applied once by their owner (ADR 0015)."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from typing import Any, cast

from eventsourcing.postgres import PostgresDatastore
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from shared.read_model import ReadModel
from shared.runtime.component import Component, Settings
from shared.runtime.settings import LINK, ConfigurationRefused

APPLIED = "SELECT migration_id FROM _yoyo_migration"
TABLES = """SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT LIKE '%yoyo%'"""
COUNTED = "UPDATE (nombre, derniere, parametres)"
"""The columns that the reading role may update, to count a refused question."""

GIVE_UP = 1.0
Build = Callable[[Settings], Component]


def folders(service: str) -> list[Traversable]:
    """The migrations of every service, then those of this one, numbered in one sequence."""
    return [files("shared") / "tables", files("services") / service / "migrations"]


def known(service: str) -> list[str]:
    """Every migration of this service, in order."""
    paths = [path for folder in folders(service) for path in folder.iterdir()]
    return sorted(path.name.removesuffix(".sql") for path in paths)


def missing(model: ReadModel, service: str) -> list[str]:
    """The migrations not applied to this database yet."""
    try:
        applied = {row["migration_id"] for row in model.query(APPLIED)}
    except ProgrammingError:  # no migration was ever applied
        applied = set()
    return [each for each in known(service) if each not in applied]


def migrate(service: str, url: str) -> list[str]:
    """Apply the missing migrations, under a lock; returns the names of those applied.

    Queries the database first: callers catch the errors of our own query (`read_model.AWAY`).
    """
    from yoyo import get_backend, read_migrations

    with closing(ReadModel(url)) as model:
        missing(model, service)
    with ExitStack() as opened:
        paths = [str(opened.enter_context(as_file(folder))) for folder in folders(service)]
        backend = get_backend(url)
        opened.callback(backend.connection.close)
        with backend.lock():
            pending = backend.to_apply(read_migrations(*paths))
            backend.apply_migrations(pending)
    return [each.id for each in pending]


def grant(model: ReadModel, role: str) -> None:
    """Grant a role the rights of a running process: read and write rows, not change tables."""
    quote = model.engine.dialect.identifier_preparer.quote
    to = f"TO {quote(role)}"
    with model.transaction() as connection:
        for row in model.query(TABLES):
            table = quote(row["tablename"])
            connection.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} {to}"))
        connection.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public {to}"))
        connection.execute(text(f"GRANT SELECT ON _yoyo_migration {to}"))


def grant_reading(model: ReadModel, role: str) -> None:
    """Grant a role the rights of who asks: read every row, count the questions refused."""
    quote = model.engine.dialect.identifier_preparer.quote
    to = f"TO {quote(role)}"
    with model.transaction() as connection:
        for row in model.query(TABLES):
            connection.execute(text(f"GRANT SELECT ON {quote(row['tablename'])} {to}"))
        connection.execute(text(f"GRANT SELECT ON _yoyo_migration {to}"))
        connection.execute(text(f"GRANT INSERT, {COUNTED} ON questions_refusees {to}"))


def started(build: Build, service: str, settings: Settings) -> Component:
    """The component of a process; raises ConfigurationRefused if its tables are behind its code."""
    migrated = settings.store.get("CREATE_TABLE") == "n"
    with closing(ReadModel(settings.sql_url)) as model:
        late = missing(model, service) if migrated else []
    if late:
        raise ConfigurationRefused(
            f"La base du service {service} n'est pas à jour (il manque {', '.join(late)}) : "
            f"lancez « france-services migrate {service} »."
        )
    component = build(settings)
    reconnect_soon(component.service.recorder)
    return component


def reconnect_soon(store: Any) -> None:
    """Make the event store reconnect within seconds after it lost its server.

    The library's pool retries less and less often, for five minutes; once it has given up, it
    tries at each request: here, after a second. It makes one attempt at a time, which must not
    hang on a silent server longer than the request waits; nor must a query.
    """
    datastore = getattr(store, "datastore", None)
    if isinstance(datastore, PostgresDatastore):
        pool = datastore.pool
        pool.reconnect_timeout = GIVE_UP
        options = cast(dict[str, Any], pool.kwargs)
        options |= {"connect_timeout": round(pool.timeout), **LINK}
        pool.drain()
