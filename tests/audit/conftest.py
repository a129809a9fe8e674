"""Le service d'audit sur une base SQLite en mémoire, le 4 novembre 2019."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from services.audit.application import AuditService
from shared.clock import SimulatedClock
from shared.personal_data.key_ring import KeyRing

MEMOIRE = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": ":memory:"}


@pytest.fixture
def service(keys: KeyRing) -> Iterator[AuditService]:
    service = AuditService(MEMOIRE, SimulatedClock(datetime(2019, 11, 4, tzinfo=UTC)), keys)
    yield service
    service.close()
