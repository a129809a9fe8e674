"""Le service d'audit sur une base SQLite en mémoire, le 4 novembre 2019."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from services.audit.component import HANDLERS
from services.audit.vigilance.domain.suivi import StructureSuivie
from shared.clock import SimulatedClock
from shared.personal_data.key_ring import KeyRing
from shared.read_model import ReadModel
from shared.recording.application import Service

MEMOIRE = {"PERSISTENCE_MODULE": "shared.recording.recorders.sqlite", "SQLITE_DBNAME": ":memory:"}


def _aucune(le: date) -> list[StructureSuivie]:
    """Aucune structure labellisée : ce service n'a pas de tables."""
    return []


@pytest.fixture
def service(keys: KeyRing) -> Iterator[Service]:
    clock = SimulatedClock(datetime(2019, 11, 4, tzinfo=UTC))
    service = Service(HANDLERS, MEMOIRE, clock, keys, {"labellisees": _aucune})
    yield service
    service.close()


@pytest.fixture
def model(tmp_path: Path) -> Iterator[ReadModel]:
    """Les tables du service, vides."""
    model = ReadModel(f"sqlite:///{tmp_path / 'audit.sqlite'}")
    yield model
    model.close()
