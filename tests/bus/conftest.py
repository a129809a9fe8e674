"""Both buses, each started once for the whole suite: every test uses its own subjects."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest

from tests.bus.comptes import Comptes, ligne
from tests.bus.harnais import EnProcessus, Harnais, SurRabbit
from tests.bus.lecteur import HANDLERS
from tests.servers.addresses import Servers, free_port
from tests.servers.isolation import databases, vhost


@pytest.fixture(scope="package")
def en_processus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnProcessus]:
    with closing(EnProcessus(tmp_path_factory.mktemp("bus"))) as harnais:
        yield harnais


@pytest.fixture(scope="package")
def sur_rabbit(tmp_path_factory: pytest.TempPathFactory, servers: Servers) -> Iterator[SurRabbit]:
    with (
        databases(servers, ["lecteur"]) as urls,
        vhost(servers, [HANDLERS]) as uri,
        ExitStack() as closing,
    ):
        yield SurRabbit(tmp_path_factory.mktemp("bus"), urls["lecteur"], uri, closing)


@pytest.fixture(params=["en_processus", "sur_rabbit"])
def harnais(request: pytest.FixtureRequest) -> Harnais:
    chosen: Harnais = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture(scope="package")
def compte(servers: Servers) -> str:
    """Le compte de qui envoie sur `lecteur.commands`, comme la console."""
    return str(urlsplit(servers.rabbitmq).username)


@pytest.fixture(scope="package")
def tenu(
    servers: Servers, compte: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SurRabbit]:
    """Un lecteur qui a une table des comptes : le sien parle pour les préfets, et eux seuls."""
    folder = tmp_path_factory.mktemp("comptes")
    with (
        databases(servers, ["lecteur"]) as urls,
        vhost(servers, [HANDLERS]) as uri,
        ExitStack() as closing,
    ):
        Comptes(servers, uri, folder / "comptes.yaml").ecrire(ligne(compte))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COMPTES", str(folder / "comptes.yaml"))
            patch.setenv("HTTP_PORT", str(free_port()))
            harnais = SurRabbit(folder, urls["lecteur"], uri, closing)
        yield harnais


@pytest.fixture(scope="package")
def comptes(servers: Servers, tenu: SurRabbit) -> Iterator[Comptes]:
    comptes = Comptes(servers, tenu.uri, tenu.folder / "comptes.yaml")
    yield comptes
    comptes.supprimer()
