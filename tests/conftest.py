"""What several tests need: servers, found or started at the first test that wants them."""

from collections.abc import Iterator

import pytest

from tests.servers import servers as first_available
from tests.servers.addresses import NoServer, Servers


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Fails the tests that need servers where there are none: `make test` starts them."""
    try:
        with first_available() as found:
            yield found
    except NoServer as error:
        pytest.fail(str(error), pytrace=False)
