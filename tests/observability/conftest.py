"""The processes of one service on real servers, started once for all that is asked of them."""

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
    """Where processes of funding may start, under the accounts of an installation."""

    folder: Path
    environment: Mapping[str, str]
    broker: str
    database: str

    @contextmanager
    def running(self, role: str, **known: str) -> Iterator[Processus]:
        environment = {**self.environment, **known}
        with Children() as children:
            processus = Processus(children, self.folder, environment, "funding", role)
            yield processus
            assert processus.stop() == 0, processus.said()[-3000:]


@pytest.fixture(scope="module")
def atelier(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atelier]:
    folder = tmp_path_factory.mktemp("atelier")
    with (
        databases(servers, ["funding"]) as urls,
        vhost(servers) as uri,
        accounts(servers, uri) as allowed,
    ):
        known = process_environment(folder, 25, urls, allowed["funding"]) | {"LOG_FORMAT": "json"}
        yield Atelier(folder, known, allowed["funding"], urls["funding"])


@pytest.fixture(scope="module")
def service(atelier: Atelier) -> Iterator[Processus]:
    with atelier.running("service") as processus:
        processus.until(processus.ready)
        yield processus


@pytest.fixture(scope="module")
def worker(atelier: Atelier) -> Iterator[Processus]:
    with atelier.running("worker") as processus:
        processus.until(lambda: processus.told("/readyz")[1].get("travailleur") == "mène")
        yield processus
