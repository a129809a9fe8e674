"""Le financement en mémoire, le 15 novembre 2019."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from services.funding.component import HANDLERS, given
from shared.clock import SimulatedClock
from shared.personal_data.key_ring import KeyRing
from shared.recording.application import Service
from tests.funding.calendrier import Calendrier

MEMOIRE = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": ":memory:"}


@pytest.fixture
def funding(keys: KeyRing) -> Iterator[Service]:
    clock = SimulatedClock(datetime(2019, 11, 15, 9, tzinfo=UTC))
    funding = Service(HANDLERS, MEMOIRE, clock, keys, given())
    yield funding
    funding.close()


@pytest.fixture
def calendrier(funding: Service) -> Calendrier:
    return Calendrier(funding)
