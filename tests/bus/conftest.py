"""Both buses, each started once for the whole suite: every test uses its own subjects."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from tests.bus.harnais import EnProcessus, Harnais, SurRabbit
from tests.bus.lecteur import HANDLERS
from tests.servers.addresses import Servers
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
