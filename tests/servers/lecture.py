"""Les cinq bases sur PostgreSQL, et le rôle de qui les lit, comme `install` les fait."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from console.execution.services import BUILDERS
from console.installation.migrations import ouvrir_en_lecture
from tests.journeys.drivers import process_environment
from tests.servers.addresses import Servers
from tests.servers.isolation import PASSWORD, databases, sqlalchemy_url


@dataclass(frozen=True)
class Bases:
    """Les cinq bases, et le rôle de qui les lit."""

    administration: str
    urls: dict[str, URL]
    lecteur: str

    def en_lecteur(self, service: str) -> str:
        lue = self.urls[service].set(username=self.lecteur, password=PASSWORD)
        return lue.set(drivername="postgresql").render_as_string(hide_password=False)

    def administree(self, service: str) -> str:
        url = make_url(self.administration).set(database=self.urls[service].database)
        return url.render_as_string(hide_password=False)

    def environnement(self, dossier: Path) -> dict[str, str]:
        urls = {name: url.render_as_string(hide_password=False) for name, url in self.urls.items()}
        lecteur = {"HTTP_POSTGRES_USER": self.lecteur, "HTTP_POSTGRES_PASSWORD": PASSWORD}
        return process_environment(dossier, 25, urls, "") | lecteur


@contextmanager
def bases_lues(servers: Servers) -> Iterator[Bases]:
    """Effacées à la fin, comme le rôle."""
    lecteur = f"fs_test_{secrets.token_hex(4)}_http"
    with databases(servers, list(BUILDERS)) as urls:
        posees = Bases(
            servers.postgres, {name: make_url(url) for name, url in urls.items()}, lecteur
        )
        for name, url in posees.urls.items():
            base = url.database or ""
            ouvrir_en_lecture(sqlalchemy_url(posees.administree(name)), base, lecteur, PASSWORD)
        yield posees
    with psycopg.connect(servers.postgres, autocommit=True) as session:
        session.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(lecteur)))
