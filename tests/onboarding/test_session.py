"""Une session de formation, racontée par ses faits."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.onboarding.formation.domain.session import (
    AgentNonConvoque,
    BlocADistance,
    DemiJourneeInconnue,
    DureeInexacte,
    SalleManquante,
    SalleNonEquipee,
    SessionComplete,
    SessionFormation,
    SessionNonTenue,
)
from services.onboarding.formation.rules import Bloc, programme_en_vigueur
from tests.gwt import Fact, When, fact, specification

given = specification(SessionFormation)

PROGRAMME = programme_en_vigueur(date(2020, 1, 1))
BLOC = replace(PROGRAMME.bloc("SOCLE"), jours=1)
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
    ici = {"label_id": LABEL, "structure_id": MAISON}
    return fact(SessionFormation.AgentConvoque, agent_id=agent, **ici)


def presents(demi_journee: str, *agents: UUID) -> Fact:
    constat = {"demi_journee": demi_journee, "presents": list(agents)}
    return fact(SessionFormation.PresenceConstatee, **constat)


def quand_planifie(bloc: Bloc, *demi_journees: str) -> When:
    return given().when(
        SessionFormation.planifier, "15", PROGRAMME, bloc, "Aurillac", list(demi_journees), 2
    )


def test_la_prefecture_fixe_le_lieu_et_les_dates_d_une_session() -> None:
    """A-111."""
    quand_planifie(BLOC, MATIN, SOIR).then(PLANIFIEE)


@pytest.mark.parametrize("moments", [(MATIN,), (MATIN, MATIN), (MATIN, SOIR, SOIR)])
def test_une_session_dure_ce_que_dure_son_bloc(moments: tuple[str, ...]) -> None:
    quand_planifie(BLOC, *moments).then_refused(DureeInexacte, "SOCLE dure 2")


def test_un_bloc_a_distance_ne_se_tient_pas_en_session() -> None:
    quand_planifie(PROGRAMME.bloc("DISTANCE"), MATIN, SOIR).then_refused(BlocADistance, "DISTANCE")


def test_une_salle_equipee_se_mobilise_une_fois() -> None:
    """A-110."""
    given(PLANIFIEE).when(SessionFormation.mobiliser, 10, True).then(SALLE)
    given(PLANIFIEE, SALLE).when(SessionFormation.mobiliser, 10, True).then_nothing()


@pytest.mark.parametrize(("ordinateurs", "videoprojecteur"), [(0, True), (10, False)])
def test_sans_ordinateur_ou_sans_projecteur_la_salle_ne_convient_pas(
    ordinateurs: int, videoprojecteur: bool
) -> None:
    """A-110."""
    (
        given(PLANIFIEE)
        .when(SessionFormation.mobiliser, ordinateurs, videoprojecteur)
        .then_refused(SalleNonEquipee, "il faut les deux")
    )


def quand_convoque(agent: UUID, *faits: Fact) -> When:
    return given(*faits).when(SessionFormation.convoquer, agent, LABEL, MAISON)


def test_on_ne_convoque_pas_avant_d_avoir_une_salle() -> None:
    """A-110."""
    quand_convoque(ADA, PLANIFIEE).then_refused(SalleManquante)


def test_un_agent_se_convoque_une_fois() -> None:
    quand_convoque(ADA, PLANIFIEE, SALLE).then(convoque(ADA))
    quand_convoque(ADA, PLANIFIEE, SALLE, convoque(ADA)).then_nothing()


CONVOQUES = (PLANIFIEE, SALLE, convoque(ADA), convoque(GRACE))


def test_une_session_complete_ne_convoque_plus() -> None:
    quand_convoque(ALAN, *CONVOQUES).then_refused(SessionComplete, "2 places")


def quand_constate(demi_journee: str, agent: UUID, *faits: Fact) -> When:
    return given(*CONVOQUES, *faits).when(SessionFormation.constater, demi_journee, [agent])


def test_la_presence_se_constate_demi_journee_par_demi_journee() -> None:
    quand_constate(MATIN, ADA).then(presents(MATIN, ADA))
    quand_constate(MATIN, ADA, presents(MATIN, ADA)).then_nothing()


def test_un_retardataire_s_ajoute_aux_presents() -> None:
    quand_constate(MATIN, GRACE, presents(MATIN, ADA)).then(presents(MATIN, GRACE))


def test_nul_n_est_present_sans_etre_convoque_ni_hors_des_heures() -> None:
    quand_constate(MATIN, ALAN).then_refused(AgentNonConvoque, str(ALAN))
    quand_constate("2019-12-04 MATIN", ADA).then_refused(DemiJourneeInconnue, MATIN)


@pytest.mark.parametrize("jour", [date(2019, 12, 3), date(2019, 12, 4)])
def test_la_prefecture_note_le_deroulement_une_fois_la_session_finie(jour: date) -> None:
    """A-113."""
    given(*CONVOQUES).when(SessionFormation.noter, True, "", jour).then(NOTEE)
    given(*CONVOQUES, NOTEE).when(SessionFormation.noter, True, "", jour).then_nothing()


def test_le_deroulement_ne_se_note_pas_avant_la_fin_de_la_session() -> None:
    """A-113."""
    veille = date(2019, 12, 2)
    given(*CONVOQUES).when(SessionFormation.noter, True, "", veille).then_refused(
        SessionNonTenue, "2019-12-03"
    )
