"""Le financement en mémoire, le 15 novembre 2019."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.funding.component import HANDLERS, build, given
from shared.clock import SimulatedClock
from shared.personal_data.key_ring import KeyRing
from shared.personal_data.master_keys import new_master_key
from shared.recording.application import Service
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.funding.calendrier import Calendrier

MEMOIRE = {"PERSISTENCE_MODULE": "shared.recording.recorders.sqlite", "SQLITE_DBNAME": ":memory:"}


@pytest.fixture
def funding(keys: KeyRing) -> Iterator[Service]:
    clock = SimulatedClock(datetime(2019, 11, 15, 9, tzinfo=UTC))
    funding = Service(HANDLERS, MEMOIRE, clock, keys, given())
    yield funding
    funding.close()


@pytest.fixture
def calendrier(funding: Service) -> Calendrier:
    return Calendrier(funding)


@pytest.fixture
def clock() -> SimulatedClock:
    """Le temps du guichet des bus : seize jours avant la clôture des inscriptions."""
    return SimulatedClock(datetime(2020, 11, 16, 9, tzinfo=UTC))


@pytest.fixture
def guichet(tmp_path: Path, clock: SimulatedClock) -> Iterator[Component]:
    """Le financement dans un dossier, où aucune structure n'est encore connue."""
    known = {"MASTER_KEY": new_master_key()}
    component = build(embedded("funding", tmp_path, clock, known))
    yield component
    component.close()
