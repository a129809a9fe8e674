"""A managed PostgreSQL: the installation may create databases and roles, without superuser."""

import secrets
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from console.execution.services import BUILDERS
from shared.runtime.accounts import make_database, make_role
from tests.servers.addresses import Servers
from tests.servers.isolation import PASSWORD, databases, sqlalchemy_url

MAKE = sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE NOSUPERUSER PASSWORD {}")


@pytest.fixture
def managed(servers: Servers) -> Iterator[Servers]:
    """The same server, with an administrator who is not a superuser."""
    name = f"fs_test_{secrets.token_hex(4)}_installation"
    role = sql.Identifier(name)
    with psycopg.connect(servers.postgres, autocommit=True) as session:
        session.execute(MAKE.format(role, sql.Literal(PASSWORD)))
        url = make_url(servers.postgres).set(username=name, password=PASSWORD)
        yield replace(servers, postgres=url.render_as_string(hide_password=False))
        session.execute(sql.SQL("DROP ROLE {}").format(role))


@pytest.mark.parametrize("service", BUILDERS)
def test_a_base_is_installed_without_superuser(service: str, managed: Servers) -> None:
    with databases(managed, [service]) as urls, psycopg.connect(urls[service]) as session:
        session.execute(sql.SQL("SELECT 1 FROM {}").format(sql.Identifier(f"{service}_events")))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("CREATE TABLE porte (n int)")


def test_it_is_installed_again_without_superuser(managed: Servers) -> None:
    administrator = sqlalchemy_url(managed.postgres)
    with databases(managed, ["funding"]) as urls:
        name = make_url(urls["funding"]).database or ""

        assert not make_database(administrator, name)
        make_role(administrator, name, name, f"{PASSWORD}-2")
