"""Those who run the services for a journey."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.execution.boite_locale import BoiteLocale
from console.execution.services import BUILDERS
from tests.journeys.drivers import EmbeddedDriver, ServersDriver
from tests.journeys.parcours import Driver
from tests.servers.addresses import Servers
from tests.servers.isolation import accounts, databases, vhost


@pytest.fixture
def boite(tmp_path: Path) -> Iterator[BoiteLocale]:
    """A real SMTP server; what it receives is in files."""
    with BoiteLocale(tmp_path / "sortie" / "courriels") as boite:
        yield boite


@pytest.fixture
def embedded(tmp_path: Path, boite: BoiteLocale) -> Iterator[Driver]:
    driver = EmbeddedDriver(tmp_path / "sortie", boite.port)
    yield driver
    driver.close()


@pytest.fixture
def on_servers(tmp_path: Path, boite: BoiteLocale, servers: Servers) -> Iterator[ServersDriver]:
    with (
        databases(servers, list(BUILDERS)) as urls,
        vhost(servers) as uri,
        accounts(servers, uri) as allowed,
    ):
        driver = ServersDriver(tmp_path / "sortie", boite.port, urls, uri, allowed)
        yield driver
        driver.close()


@pytest.fixture(params=["embedded", "on_servers"])
def driver(request: pytest.FixtureRequest) -> Driver:
    chosen: Driver = request.getfixturevalue(request.param)
    return chosen
