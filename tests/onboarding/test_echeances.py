"""TMR-13 : un lien d'inscription expire à sa date, s'il n'a pas servi et si nul ne le remplace."""

from datetime import timedelta

from services.onboarding.raccordement.commands import RenouvelerLien
from shared.clock import SimulatedClock
from shared.runtime.component import Component
from tests.onboarding.faits import (
    BANQUE,
    JANVIER_2020,
    LABEL,
    MAISON,
    creer_le_compte,
    demander,
    tourner,
)

VALIDITE = timedelta(days=30)


def etat(component: Component) -> str:
    return str(component.model.query("SELECT etat FROM raccordements")[0]["etat"])


def test_un_lien_qui_n_a_pas_servi_expire_a_sa_date(
    raccordee: Component, clock: SimulatedClock
) -> None:
    tourner(raccordee)
    clock.advance(JANVIER_2020 + VALIDITE - timedelta(days=1))
    tourner(raccordee)
    assert etat(raccordee) == "LIEN_ENVOYE"

    clock.advance(JANVIER_2020 + VALIDITE + timedelta(days=1))
    tourner(raccordee)
    assert etat(raccordee) == "LIEN_EXPIRE"


def test_un_lien_qui_a_servi_n_expire_plus(raccordee: Component, clock: SimulatedClock) -> None:
    creer_le_compte(raccordee.service)

    clock.advance(JANVIER_2020 + 2 * VALIDITE)
    tourner(raccordee)

    assert etat(raccordee) == "COMPTE_CREE"


def test_un_lien_renouvele_expire_a_la_date_du_nouveau(
    raccordee: Component, clock: SimulatedClock
) -> None:
    clock.advance(JANVIER_2020 + timedelta(days=20))
    champs = {"structure_id": MAISON, "label_id": LABEL.label_id}
    assert demander(raccordee.service, RenouvelerLien, BANQUE, **champs).accepted

    clock.advance(JANVIER_2020 + VALIDITE + timedelta(days=1))
    tourner(raccordee)
    assert etat(raccordee) == "LIEN_ENVOYE"
    clock.advance(JANVIER_2020 + timedelta(days=20) + VALIDITE + timedelta(days=1))
    tourner(raccordee)
    assert etat(raccordee) == "LIEN_EXPIRE"
