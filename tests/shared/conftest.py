"""Les magasins d'événements d'un service : en mémoire, dans un fichier, sur un serveur."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.runtime.component import Component
from tests.servers.addresses import Servers
from tests.servers.isolation import databases
from tests.shared.magasins import Magasin, en_memoire, sur_postgres, sur_sqlite


@pytest.fixture
def popo(tmp_path: Path) -> Iterator[Magasin]:
    with en_memoire(tmp_path) as magasin:
        yield magasin


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Magasin]:
    with sur_sqlite(tmp_path) as magasin:
        yield magasin


@pytest.fixture
def postgres(servers: Servers) -> Iterator[Magasin]:
    with databases(servers, ["magasin"]) as urls, sur_postgres(urls["magasin"]) as magasin:
        yield magasin


@pytest.fixture(params=["popo", "sqlite", "postgres"])
def magasin(request: pytest.FixtureRequest) -> Magasin:
    chosen: Magasin = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture(params=["sqlite", "postgres"])
def durable(request: pytest.FixtureRequest) -> Magasin:
    """Un magasin que deux processus peuvent ouvrir."""
    chosen: Magasin = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def carnets(magasin: Magasin) -> Component:
    return magasin.ouvrir()
