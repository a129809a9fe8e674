"""Le service d'audit, dans un dossier, le jour où un label est accordé ; horloge simulée."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.audit.component import build
from shared.clock import SimulatedClock
from shared.personal_data.master_keys import new_master_key
from shared.runtime.component import Component
from shared.runtime.settings import embedded


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(datetime(2019, 11, 15, 9, tzinfo=UTC))


@pytest.fixture
def audit(tmp_path: Path, clock: SimulatedClock) -> Iterator[Component]:
    options = {"MASTER_KEY": new_master_key(), "DOCUMENTS": str(tmp_path)}
    component = build(embedded("audit", tmp_path, clock, options))
    yield component
    component.close()
