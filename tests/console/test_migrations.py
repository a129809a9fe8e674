"""Les tables sur PostgreSQL : celles du code, faites par qui en a le droit, et par lui seul."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.engine import make_url

from console.execution.embedded import InProcessBus
from console.execution.services import BUILDERS
from console.installation.migrations import migrer
from shared.read_model import ReadModel
from shared.runtime.component import Component, Settings
from shared.runtime.migrations import known, started
from shared.runtime.settings import ConfigurationRefused, from_environment
from tests.journeys.drivers import process_environment
from tests.servers.addresses import Servers
from tests.servers.isolation import databases

COLUMNS = """SELECT table_name, column_name, data_type, is_nullable, column_default
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name NOT LIKE '%yoyo%'"""
INDEXES = """SELECT tablename, indexname, indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename NOT LIKE '%yoyo%'"""

every_service = pytest.mark.parametrize("service", BUILDERS)


@contextmanager
def reglages(service: str, url: str, folder: Path) -> Iterator[Settings]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in process_environment(folder, 25, {service: url}, "").items():
            patch.setenv(name, value)
        yield from_environment(service)


@pytest.fixture
def vierge(servers: Servers) -> Iterator[str]:
    """Une base sans table, et son propriétaire."""
    with databases(servers, ["vierge"]) as urls:
        yield urls["vierge"]


def forme(url: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as session:
        rows = [*session.execute(COLUMNS).fetchall(), *session.execute(INDEXES).fetchall()]
        return sorted(rows, key=str)


def faites_par_le_code(service: str, settings: Settings, patch: pytest.MonkeyPatch) -> None:
    """Comme sur SQLite."""
    original = ReadModel.__init__
    patch.setattr(ReadModel, "__init__", lambda self, url: original(self, url, creates=True))
    created = Settings(
        {**settings.store, "CREATE_TABLE": "y"}, settings.sql_url, settings.options, settings.clock
    )
    component: Component = BUILDERS[service](created)
    component.readers(InProcessBus([]))
    component.timed(InProcessBus([]))
    component.close()


@every_service
def test_les_migrations_font_les_tables_du_code(
    service: str,
    vierge: str,
    servers: Servers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with reglages(service, vierge, tmp_path) as settings:
        with monkeypatch.context() as patch:
            faites_par_le_code(service, settings, patch)
    with databases(servers, [service]) as migrees:
        owner = make_url(migrees[service]).database
        url = make_url(servers.postgres).set(database=owner).render_as_string(False)

        assert forme(url) == forme(vierge)


def test_une_base_en_retard_est_refusee_puis_mise_a_jour_une_fois(
    vierge: str, tmp_path: Path
) -> None:
    dites: list[str] = []
    with reglages("funding", vierge, tmp_path) as settings:
        with pytest.raises(
            ConfigurationRefused,
            match="manque 0001_commun, 0002_demandes_illisibles, 0002_funding.*migrate funding",
        ):
            started(BUILDERS["funding"], "funding", settings)

        migrer(["funding"], None, dites.append)
        migrer(["funding"], None, dites.append)
        started(BUILDERS["funding"], "funding", settings).close()

    faites, ensuite = dites
    assert sorted(faites.removeprefix("funding : ").removesuffix(".").split(", ")) == (
        known("funding")
    )
    assert ensuite == "funding : déjà à jour."


@every_service
@pytest.mark.parametrize(
    ("demande", "refus"),
    [
        ("CREATE TABLE intruse (x INT)", errors.InsufficientPrivilege),
        ("DROP TABLE {service}_events", errors.InsufficientPrivilege),
        ("ALTER TABLE journal ADD COLUMN x INT", errors.InsufficientPrivilege),
        ("TRUNCATE {service}_events", errors.InsufficientPrivilege),
        ("UPDATE {service}_events SET topic = ''", errors.RaiseException),
        ("DELETE FROM {service}_events", errors.RaiseException),
        ("DELETE FROM _yoyo_migration", errors.InsufficientPrivilege),
    ],
)
def test_le_role_des_processus_ne_touche_ni_aux_tables_ni_au_journal(
    service: str, demande: str, refus: type[psycopg.Error], servers: Servers
) -> None:
    with databases(servers, [service]) as urls, psycopg.connect(urls[service]) as session:
        with pytest.raises(refus):
            session.execute(demande.format(service=service))


def test_meme_le_proprietaire_ne_modifie_pas_le_journal(servers: Servers) -> None:
    with databases(servers, ["audit"]) as urls:
        owner = make_url(servers.postgres).set(database=make_url(urls["audit"]).database)
        with psycopg.connect(owner.render_as_string(False)) as session:
            with pytest.raises(errors.RaiseException, match="ne se modifie pas"):
                session.execute("DELETE FROM audit_events")
