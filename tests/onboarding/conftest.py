"""Le service de raccordement, en mémoire ou avec ses tables, à différents moments."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.onboarding.component import HANDLERS, build
from shared.clock import SimulatedClock
from shared.personal_data.key_ring import KeyRing
from shared.personal_data.master_keys import new_master_key
from shared.recording.application import Service
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.onboarding.faits import (
    ADA,
    AVANT_2020,
    GRACE,
    JANVIER_2020,
    LABEL,
    LIENS,
    SECRET,
    apprendre,
    creer_le_compte,
    inscrire,
)
from tests.onboarding.page import Essai, Navigateur, Temps, essai


@pytest.fixture
def temps() -> Temps:
    return Temps()


@pytest.fixture
def ouvert(tmp_path: Path, temps: Temps) -> Iterator[Essai]:
    """La page d'inscription, ouverte pour une structure labellisée."""
    with essai(tmp_path, temps) as page:
        yield page


@pytest.fixture
def elle(ouvert: Essai) -> Iterator[Navigateur]:
    with ouvert.navigateur() as navigateur:
        yield navigateur


@pytest.fixture
def autre(ouvert: Essai) -> Iterator[Navigateur]:
    with ouvert.navigateur() as navigateur:
        yield navigateur


@pytest.fixture
def onboarding(keys: KeyRing) -> Service:
    """En mémoire, avant les premiers labels."""
    return Service(HANDLERS, {}, SimulatedClock(AVANT_2020), keys, given={"liens": LIENS})


@pytest.fixture
def inscrite(onboarding: Service) -> Service:
    """Le même, où une structure labellisée a créé son compte."""
    apprendre(onboarding, LABEL)
    creer_le_compte(onboarding)
    return onboarding


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(JANVIER_2020)


@pytest.fixture
def raccordee(tmp_path: Path, clock: SimulatedClock) -> Iterator[Component]:
    """Avec ses tables, en janvier 2020 : une structure labellisée a son lien."""
    known = {"MASTER_KEY": new_master_key(), "LINK_SECRET": SECRET, "DOCUMENTS": str(tmp_path)}
    component = build(embedded("onboarding", tmp_path, clock, known))
    apprendre(component.service, LABEL)
    yield component
    component.close()


@pytest.fixture
def ouverte(raccordee: Component) -> Component:
    """La même, ses applications ouvertes (A-118)."""
    creer_le_compte(raccordee.service)
    assert inscrire(raccordee.service, ADA, GRACE).accepted
    return raccordee
