"""The same structures in a folder and on PostgreSQL, and a process that answers about each."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from bench.bare_sql import Send, to_file, to_server
from bench.copies import copy_to
from bench.setup import SMTP_PORT, Bench, component
from console.execution.embedded import embedded_options
from console.execution.opened import opened
from console.execution.services import BUILDERS
from console.installation.migrations import ouvrir_en_lecture
from shared.clock import SystemClock
from shared.http.token_table import Jeton, Jetons, hash_of, new_token
from shared.runtime.component import Component
from tests.journeys.drivers import process_environment
from tests.questions.serveur_http import Serveur, lance, ouvrir_les_comptes
from tests.servers.addresses import Servers, inherited
from tests.servers.isolation import PASSWORD, databases, sqlalchemy_url

ACCOUNTS = 250
"""Each has a rate of its own: together they may ask more than a process answers."""
AGENCY = {"roles": ("AGENCE_NATIONALE",)}
SERVICE = "labellisation"


@dataclass(frozen=True)
class Place:
    """Where the structures are: a process that answers, what it opens, and its SQL alone."""

    what: str
    server: Serveur
    tokens: list[str]
    component: Component
    send: Send
    folder: Path


@contextmanager
def in_folder(bench: Bench, folder: Path) -> Iterator[Place]:
    with (
        answering(bench.folder / "of-folder", folder, inherited()) as (server, tokens),
        opened([SERVICE], folder) as [labellisation],
        to_file(folder / f"{SERVICE}.sqlite") as send,
    ):
        yield Place("folder", server, tokens, labellisation, send, bench.folder)


@contextmanager
def on_server(bench: Bench, folder: Path) -> Iterator[Place]:
    """The process opens the databases as an installation lets it: to read them."""
    with reader(bench.servers) as role, databases(bench.servers, list(BUILDERS)) as urls:
        for service, url in urls.items():
            owner = of_owner(bench.servers, url)
            copy_to(owner, folder, service)
            ouvrir_en_lecture(sqlalchemy_url(owner), make_url(url).database or "", role, PASSWORD)
        environment = process_environment(bench.folder, SMTP_PORT, urls, bench.uri)
        environment["MASTER_KEY"] = embedded_options(folder)["MASTER_KEY"]
        environment |= {"HTTP_POSTGRES_USER": role, "HTTP_POSTGRES_PASSWORD": PASSWORD}
        with (
            answering(bench.folder / "of-server", None, environment) as (server, tokens),
            component(SERVICE, environment) as labellisation,
            to_server(urls[SERVICE]) as send,
        ):
            yield Place("PostgreSQL", server, tokens, labellisation, send, bench.folder)


@contextmanager
def reader(servers: Servers) -> Iterator[str]:
    """The name of a role to make, which is dropped once its databases are."""
    role = f"fs_test_{secrets.token_hex(4)}_http"
    try:
        yield role
    finally:
        with psycopg.connect(servers.postgres, autocommit=True) as session:
            session.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def of_owner(servers: Servers, url: str) -> str:
    """The URL of this database for the owner of its tables."""
    owner = make_url(servers.postgres).set(database=make_url(url).database)
    return owner.render_as_string(hide_password=False)


@contextmanager
def answering(
    at: Path, folder: Path | None, environment: Mapping[str, str]
) -> Iterator[tuple[Serveur, list[str]]]:
    """The process, as an operator would start it, and a token of each of its accounts."""
    at.mkdir()
    names = [f"agence-{number}" for number in range(ACCOUNTS)]
    guard = ouvrir_les_comptes(at, dict.fromkeys(names, AGENCY))
    tokens, now = [new_token() for _ in names], SystemClock().now()
    held = zip(names, tokens, strict=True)
    Jetons(Jeton(name, hash_of(token), now) for name, token in held).write(guard.fichier)
    with lance(folder, guard, environment) as server:
        yield server, tokens
