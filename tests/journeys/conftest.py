"""The drivers that run the services for a journey."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from console.execution.boite_locale import BoiteLocale
from tests.journeys.drivers import EmbeddedDriver, ServersDriver, ten_processes
from tests.journeys.parcours import Driver
from tests.servers.addresses import Servers


@pytest.fixture
def boite(tmp_path: Path) -> Iterator[BoiteLocale]:
    """A real SMTP server, which writes the mails that it receives in files."""
    with BoiteLocale(tmp_path / "sortie" / "courriels") as boite:
        yield boite


@pytest.fixture
def embedded(tmp_path: Path, boite: BoiteLocale) -> Iterator[Driver]:
    with closing(EmbeddedDriver(tmp_path / "sortie", boite.port)) as driver:
        yield driver


@pytest.fixture
def on_servers(tmp_path: Path, boite: BoiteLocale, servers: Servers) -> Iterator[ServersDriver]:
    with ten_processes(tmp_path / "sortie", boite.port, servers) as driver:
        yield driver


@pytest.fixture(params=["embedded", "on_servers"])
def driver(request: pytest.FixtureRequest) -> Driver:
    chosen: Driver = request.getfixturevalue(request.param)
    return chosen
