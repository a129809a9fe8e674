"""Une session de formation, racontée par ses faits."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.onboarding.formation.domain.session import (
    AgentNonConvoque,
    DemiJourneeInconnue,
    DureeInexacte,
    SalleManquante,
    SalleNonEquipee,
    SessionComplete,
    SessionFormation,
    SessionNonTenue,
    planifiee,
)
from services.onboarding.formation.rules import programme_en_vigueur
from tests.gwt import Fact, fact, specification

given = specification(SessionFormation)

BLOC = replace(programme_en_vigueur(date(2020, 1, 1)).bloc("SOCLE"), jours=1)
ADA, GRACE, ALAN = UUID(int=1), UUID(int=2), UUID(int=3)
LABEL, MAISON = UUID(int=20), UUID(int=21)
MATIN, SOIR = "2019-12-03 MATIN", "2019-12-03 APRES_MIDI"
PLANIFIEE = fact(
    SessionFormation.SessionFormationPlanifiee,
    departement="15",
    programme="FORMATION-2019",
    bloc="SOCLE",
    lieu="Aurillac",
    demi_journees=[MATIN, SOIR],
    places=2,
)
SALLE = fact(SessionFormation.SalleMobilisee, ordinateurs=10, videoprojecteur=True)
NOTEE = fact(SessionFormation.DeroulementNote, satisfaisant=True, remarque="")


def convoque(agent: UUID) -> Fact:
    said = {"label_id": LABEL, "structure_id": MAISON}
    return fact(SessionFormation.AgentConvoque, agent_id=agent, **said)


def presents(demi_journee: str, *agents: UUID) -> Fact:
    said = {"demi_journee": demi_journee, "presents": list(agents)}
    return fact(SessionFormation.PresenceConstatee, **said)


def planifier(*demi_journees: str) -> SessionFormation:
    return planifiee("15", "FORMATION-2019", BLOC, "Aurillac", list(demi_journees), 2)


def convoquer(agent: UUID) -> Any:
    return lambda session: session.convoquer(agent, LABEL, MAISON)


def constater(demi_journee: str, *agents: UUID) -> Any:
    def decision(session: SessionFormation) -> None:
        session.constater(demi_journee, agents)

    return decision


def test_la_prefecture_fixe_le_lieu_et_les_dates_d_une_session() -> None:
    """A-111."""
    given().when(planifier, MATIN, SOIR).then(PLANIFIEE)


@pytest.mark.parametrize("moments", [(MATIN,), (MATIN, MATIN), (MATIN, SOIR, SOIR)])
def test_une_session_dure_ce_que_dure_son_bloc(moments: tuple[str, ...]) -> None:
    with pytest.raises(DureeInexacte, match="SOCLE dure 2"):
        planifier(*moments)


def test_une_salle_equipee_se_mobilise_une_fois() -> None:
    """A-110."""
    given(PLANIFIEE).when(lambda session: session.mobiliser(10, True)).then(SALLE)
    given(PLANIFIEE, SALLE).when(lambda session: session.mobiliser(10, True)).then_nothing()


@pytest.mark.parametrize(("ordinateurs", "videoprojecteur"), [(0, True), (10, False)])
def test_sans_ordinateur_ou_sans_projecteur_la_salle_ne_convient_pas(
    ordinateurs: int, videoprojecteur: bool
) -> None:
    """A-110."""
    (
        given(PLANIFIEE)
        .when(lambda session: session.mobiliser(ordinateurs, videoprojecteur))
        .then_refused(SalleNonEquipee, "il faut les deux")
    )


def test_on_ne_convoque_pas_avant_d_avoir_une_salle() -> None:
    """A-110."""
    given(PLANIFIEE).when(convoquer(ADA)).then_refused(SalleManquante)


def test_un_agent_se_convoque_une_fois() -> None:
    given(PLANIFIEE, SALLE).when(convoquer(ADA)).then(convoque(ADA))
    given(PLANIFIEE, SALLE, convoque(ADA)).when(convoquer(ADA)).then_nothing()


def test_une_session_complete_ne_convoque_plus() -> None:
    pleine = given(PLANIFIEE, SALLE, convoque(ADA), convoque(GRACE))
    pleine.when(convoquer(ALAN)).then_refused(SessionComplete, "2 places")


CONVOQUES = (PLANIFIEE, SALLE, convoque(ADA), convoque(GRACE))


def test_la_presence_se_constate_demi_journee_par_demi_journee() -> None:
    given(*CONVOQUES).when(constater(MATIN, ADA)).then(presents(MATIN, ADA))
    given(*CONVOQUES, presents(MATIN, ADA)).when(constater(MATIN, ADA)).then_nothing()


def test_un_retardataire_s_ajoute_aux_presents() -> None:
    deja = given(*CONVOQUES, presents(MATIN, ADA))
    deja.when(constater(MATIN, GRACE)).then(presents(MATIN, GRACE))


def test_nul_n_est_present_sans_etre_convoque_ni_hors_des_heures() -> None:
    given(*CONVOQUES).when(constater(MATIN, ALAN)).then_refused(AgentNonConvoque, str(ALAN))
    demain = "2019-12-04 MATIN"
    given(*CONVOQUES).when(constater(demain, ADA)).then_refused(DemiJourneeInconnue, MATIN)


def test_la_prefecture_note_le_deroulement_une_fois_la_session_finie() -> None:
    """A-113."""
    given(*CONVOQUES).when(noter(3)).then(NOTEE)
    given(*CONVOQUES, NOTEE).when(noter(4)).then_nothing()
    given(*CONVOQUES).when(noter(2)).then_refused(SessionNonTenue, "2019-12-03")


def noter(quantieme: int) -> Any:
    return lambda session: session.noter(True, "", date(2019, 12, quantieme))
