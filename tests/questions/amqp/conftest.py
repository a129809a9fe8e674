"""La labellisation en vrai : son processus, sa base, deux structures reprises, des comptes."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from console.execution.opened import caught_up
from console.execution.services import BUILDERS
from console.imports.listes import lire_listes, reprendre
from services.labellisation.tableau.questions import lire_tableau
from shared.messages.actors import Role
from shared.runtime.account_table import Compte, Table
from shared.runtime.component import Component
from shared.runtime.settings import from_environment
from tests.journeys.drivers import process_environment
from tests.labellisation.listes import ALLANCHE, GUERET, liste
from tests.observability.processus import Processus
from tests.questions.amqp.demandeur import Demandeur, demandeur
from tests.servers.addresses import Servers
from tests.servers.children import Children
from tests.servers.isolation import accounts, databases, partner, vhost

DEPUIS = datetime(2026, 11, 1, tzinfo=UTC)
JOUR_SANS_MESSAGE = 25


@dataclass
class Installation:
    """Un service installé, et de quoi lui ouvrir des comptes."""

    servers: Servers
    uri: str
    comptes: dict[str, str]
    base: str
    component: Component
    ids: list[UUID]
    dossier: Path
    environment: dict[str, str]
    children: Children
    opened: ExitStack
    service: Processus = field(init=False)

    @property
    def table(self) -> Path:
        return self.dossier / "comptes.yaml"

    def lancer(self) -> None:
        self.service = Processus(
            self.children, self.dossier, self.environment, "labellisation", "service"
        )
        self.service.until(self.service.ready)

    def tuer(self) -> None:
        self.service.process.kill()
        self.service.process.wait()

    @contextmanager
    def arrete(self) -> Iterator[None]:
        """Le service est tué, puis relancé à la fin du bloc."""
        self.tuer()
        yield
        self.lancer()

    def ajouter(self, nom: str, *roles: Role, **bornes: Any) -> str:
        """L'adresse d'un compte neuf : ce que fait `accounts add`."""
        url = self.opened.enter_context(partner(self.servers, self.uri, nom, roles))
        compte = str(urlsplit(url).username)
        self.ecrire(*self.lignes(), Compte(compte, roles, DEPUIS, **bornes))
        return url

    def revoquer(self, compte: str) -> None:
        self.ecrire(
            *(
                replace(each, revoque_le=DEPUIS) if each.compte == compte else each
                for each in self.lignes()
            )
        )

    def lignes(self) -> tuple[Compte, ...]:
        return Table.read(self.table).lines

    def ecrire(self, *lignes: Compte) -> None:
        Table(lignes).write(self.table)


@pytest.fixture(scope="package")
def installation(
    servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    dossier = tmp_path_factory.mktemp("questions")
    Table().write(dossier / "comptes.yaml")
    with ExitStack() as opened:
        urls = opened.enter_context(databases(servers, ["labellisation"]))
        uri = opened.enter_context(vhost(servers))
        ours = opened.enter_context(accounts(servers, uri))
        environment = process_environment(
            dossier, JOUR_SANS_MESSAGE, urls, ours["labellisation"]
        ) | {"COMPTES": str(dossier / "comptes.yaml")}
        component, ids = opened.enter_context(reprise(dossier, environment))
        children = opened.enter_context(Children())
        base = urlsplit(urls["labellisation"]).path[1:]
        posee = Installation(
            *(servers, uri, ours, base, component, ids, dossier, environment, children, opened)
        )
        posee.lancer()
        yield posee


@contextmanager
def reprise(dossier: Path, environment: dict[str, str]) -> Iterator[tuple[Component, list[UUID]]]:
    """Deux structures reprises d'une liste : la première du Cantal, la seconde de la Creuse."""
    fichier = liste(dossier, "20200206", ALLANCHE, GUERET)
    with patch.dict("os.environ", environment):
        component = BUILDERS["labellisation"](from_environment("labellisation"))
    with closing(component):
        list(reprendre(lire_listes([fichier], None), component, lambda *_: None))
        caught_up(component)
        yield component, [ligne.structure_id for ligne in lire_tableau(fichier).lignes]


@pytest.fixture(scope="package")
def cantal(installation: Installation) -> str:
    """L'adresse du compte d'une préfecture, ouvert alors que le service tourne."""
    return installation.ajouter("cantal", "PREFET", departements=("15",))


@pytest.fixture
def prefecture(cantal: str) -> Iterator[Demandeur]:
    with demandeur(cantal) as client:
        yield client
