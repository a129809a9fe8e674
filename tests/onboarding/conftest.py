"""Le service d'onboarding, et une structure raccordée, tels que plusieurs essais les prennent."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid5

import pytest

from services.onboarding.application import Onboarding
from services.onboarding.commands import (
    CreerCompte,
    InscrireAgents,
)
from services.onboarding.component import build
from services.onboarding.liens import Liens
from shared.clock import SimulatedClock
from shared.messages.envelope import Envelope
from shared.personal_data.key_ring import KeyRing
from shared.personal_data.master_keys import new_master_key
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.onboarding.faits import (
    DEBUT,
    LABEL,
    LIENS,
    MAISON,
    PORTEUR,
    demander,
    raccordement,
)


@pytest.fixture
def onboarding(keys: KeyRing) -> Onboarding:
    """Une structure labellisée a son compte, et n'a pas encore d'agent."""
    service = Onboarding({}, SimulatedClock(datetime(2019, 11, 15, 9, tzinfo=UTC)), keys, LIENS)
    assert service.receive(Envelope.starting(LABEL)).accepted
    jeton = LIENS.url(LABEL.label_id, raccordement(service).lien_id).partition("jeton=")[2]
    creation = CreerCompte(
        message_id=uuid5(MAISON, "compte"), acteur=PORTEUR, structure_id=MAISON, jeton=jeton
    )
    assert service.receive(Envelope.starting(creation)).accepted
    return service


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(DEBUT)


@pytest.fixture
def raccordee(tmp_path: Path, clock: SimulatedClock) -> Iterator[Component]:
    """Une structure labellisée, qui a son lien."""
    known = {"MASTER_KEY": new_master_key(), "LINK_SECRET": "essai", "DOCUMENTS": str(tmp_path)}
    component = build(embedded("onboarding", tmp_path, clock, known))
    assert component.service.receive(Envelope.starting(LABEL)).accepted
    yield component
    component.close()


@pytest.fixture
def ouverte(raccordee: Component) -> Component:
    """La même, ses applications ouvertes (A-118)."""
    known = raccordement(raccordee.service)
    jeton = Liens("essai", "").url(LABEL.label_id, known.lien_id).partition("jeton=")[2]
    demander(raccordee, CreerCompte, PORTEUR, structure_id=MAISON, jeton=jeton)
    agents = [{"courriel": f"agent{n}@estives.example"} for n in (1, 2)]
    dit = {"structure_id": MAISON, "label_id": LABEL.label_id, "agents": agents}
    assert demander(raccordee, InscrireAgents, PORTEUR, **dit).accepted
    return raccordee
