"""Un récit par test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.recit import Recit, raconter


@pytest.fixture
def recit(tmp_path: Path) -> Iterator[Recit]:
    with raconter(tmp_path) as recit:
        yield recit
