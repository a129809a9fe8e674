"""What several tests need: servers, found or started at the first test that wants them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.personal_data.key_ring import KeyRing
from shared.personal_data.master_keys import MasterKeys, new_master_key
from shared.read_model import ReadModel
from tests.servers import servers as first_available
from tests.servers.addresses import NoServer, Servers


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[KeyRing]:
    """For a service that keeps its events elsewhere than in a file."""
    model = ReadModel(f"sqlite:///{tmp_path / 'keys.sqlite'}")
    yield KeyRing(model, MasterKeys.read(new_master_key()))
    model.close()


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Fails the tests that need servers where there are none: `make test` starts them."""
    try:
        with first_available() as found:
            yield found
    except NoServer as error:
        pytest.fail(str(error), pytrace=False)
