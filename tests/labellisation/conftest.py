"""Le bureau de la labellisation, ouvert le 1er juillet 2019."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.labellisation.bureau import Bureau, bureau_ouvert


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    with bureau_ouvert(tmp_path) as bureau:
        yield bureau
