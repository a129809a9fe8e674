"""One installation for the clients of this folder."""

from collections.abc import Iterator

import pytest

from tests.contracts.clients.site import Site, installed
from tests.servers.addresses import Servers


@pytest.fixture(scope="package")
def site(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with installed(servers, tmp_path_factory.mktemp("site")) as ready:
        yield ready
