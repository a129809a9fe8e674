"""TMR-13 : un lien d'inscription expire à sa date, s'il n'a pas servi et si nul ne le remplace."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid5

import pytest

from console.execution.embedded import InProcessBus
from services.onboarding.component import build
from services.onboarding.raccordement.commands import CreerCompte, RenouvelerLien
from services.onboarding.raccordement.domain.raccordement import Raccordement
from services.onboarding.raccordement.reading import Liens
from shared.clock import SimulatedClock
from shared.contracts.labellisation import StructureLabellisee
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope
from shared.personal_data.master_keys import new_master_key
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.contracts.language import sample

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
DEBUT = datetime(2019, 12, 1, 9, tzinfo=UTC)
VALIDITE = timedelta(days=30)
PORTEUR = Acteur(role="PORTEUR", id="porteur", structure_id=LABEL.structure_id)
BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(DEBUT)


@pytest.fixture
def onboarding(tmp_path: Path, clock: SimulatedClock) -> Iterator[Component]:
    known = {"MASTER_KEY": new_master_key(), "LINK_SECRET": "essai", "DOCUMENTS": str(tmp_path)}
    component = build(embedded("onboarding", tmp_path, clock, known))
    assert component.service.receive(Envelope.starting(LABEL)).accepted
    yield component
    component.close()


def tourner(component: Component) -> None:
    bus = InProcessBus([])
    readers = [*component.readers(bus), *component.timed(bus)]
    while sum(reader.run() for reader in readers):
        pass


def demander(component: Component, kind: type[Command], acteur: Acteur, **dit: Any) -> None:
    entete = {"message_id": uuid5(LABEL.label_id, kind.__name__), "acteur": acteur}
    command = kind.model_validate({**entete, "structure_id": LABEL.structure_id, **dit})
    assert component.service.receive(Envelope.starting(command)).accepted


def etat(component: Component) -> str:
    return str(component.model.query("SELECT etat FROM raccordements")[0]["etat"])


def test_un_lien_qui_n_a_pas_servi_expire_a_sa_date(
    onboarding: Component, clock: SimulatedClock
) -> None:
    tourner(onboarding)
    clock.advance(DEBUT + VALIDITE - timedelta(days=1))
    tourner(onboarding)
    assert etat(onboarding) == "LIEN_ENVOYE"

    clock.advance(DEBUT + VALIDITE + timedelta(days=1))
    tourner(onboarding)
    assert etat(onboarding) == "LIEN_EXPIRE"


def test_un_lien_qui_a_servi_n_expire_plus(onboarding: Component, clock: SimulatedClock) -> None:
    found = onboarding.service.load_or_refuse(Raccordement, Raccordement.create_id(LABEL.label_id))
    url = Liens("essai", "").url(LABEL.label_id, found.lien_id)
    demander(onboarding, CreerCompte, PORTEUR, jeton=url.partition("jeton=")[2])

    clock.advance(DEBUT + 2 * VALIDITE)
    tourner(onboarding)

    assert etat(onboarding) == "COMPTE_CREE"


def test_un_lien_renouvele_expire_a_la_date_du_nouveau(
    onboarding: Component, clock: SimulatedClock
) -> None:
    clock.advance(DEBUT + timedelta(days=20))
    demander(onboarding, RenouvelerLien, BANQUE, label_id=LABEL.label_id)

    clock.advance(DEBUT + VALIDITE + timedelta(days=1))
    tourner(onboarding)
    assert etat(onboarding) == "LIEN_ENVOYE"
    clock.advance(DEBUT + timedelta(days=20) + VALIDITE + timedelta(days=1))
    tourner(onboarding)
    assert etat(onboarding) == "LIEN_EXPIRE"
