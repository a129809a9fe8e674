"""The processes of one service on real servers, started once per module of tests."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.drivers import process_environment
from tests.observability.processus import Processus
from tests.servers.addresses import Servers
from tests.servers.children import Children
from tests.servers.isolation import accounts, databases, vhost


@dataclass(frozen=True)
class Atelier:
    """The folder, settings and accounts to start processes of funding, as on an installation."""

    folder: Path
    environment: Mapping[str, str]
    broker: str
    database: str

    @contextmanager
    def running(self, role: str, **variables: str) -> Iterator[Processus]:
        environment = {**self.environment, **variables}
        with Children() as children:
            processus = Processus(children, self.folder, environment, "funding", role)
            yield processus
            assert processus.stop() == 0, processus.logs()[-3000:]


@pytest.fixture(scope="module")
def atelier(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atelier]:
    folder = tmp_path_factory.mktemp("atelier")
    with (
        databases(servers, ["funding"]) as urls,
        vhost(servers) as uri,
        accounts(servers, uri) as allowed,
    ):
        settings = process_environment(folder, 25, urls, allowed["funding"])
        environment = {**settings, "LOG_FORMAT": "json", "PYTHONWARNINGS": "default"}
        yield Atelier(folder, environment, allowed["funding"], urls["funding"])


@pytest.fixture(scope="module")
def service(atelier: Atelier) -> Iterator[Processus]:
    with atelier.running("service") as processus:
        processus.until(processus.ready)
        yield processus


@pytest.fixture(scope="module")
def worker(atelier: Atelier) -> Iterator[Processus]:
    with atelier.running("worker") as processus:
        processus.until(lambda: processus.answer("/readyz")[1].get("travailleur") == "mène")
        yield processus
