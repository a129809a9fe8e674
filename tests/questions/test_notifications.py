"""Ce que d'autres systèmes apprennent des notifications, sur l'échantillon joué."""

import pytest

from tests.questions.cas import Cas, illisible, introuvables, manquants, refuse, repond, se_pagine
from tests.questions.joue import Joue

SERVICE = "notifications"
STRUCTURE = {"structure_id": "@structure"}
CAS = (
    Cas(
        "courriels",
        STRUCTURE,
        lambda dits, _: (
            {"PORTEUR", "PREFECTURE"} <= {each["destinataire"] for each in dits}
            and all(each["clos_le"] for each in dits if each["etat"] == "REMIS")
        ),
        ("structure_id", "x"),
    ),
    Cas(
        "historique",
        STRUCTURE,
        lambda dits, _: "CourrielRemis" in [each["evenement"] for each in dits],
        ("su", "hier"),
    ),
)


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: cas.question)
def test_ce_que_le_service_sait_est_repondu(joue: Joue, cas: Cas) -> None:
    repond(joue, SERVICE, cas)
    se_pagine(joue, SERVICE, cas)


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: cas.question)
def test_qui_n_en_a_pas_le_droit_est_refuse(joue: Joue, cas: Cas) -> None:
    refuse(joue, SERVICE, cas)


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: cas.question)
def test_un_parametre_qui_ne_se_lit_pas_est_nomme(joue: Joue, cas: Cas) -> None:
    illisible(joue, SERVICE, cas)


def test_une_structure_inconnue_est_dite(joue: Joue) -> None:
    assert list(introuvables(joue, SERVICE)) == []


def test_chaque_question_a_son_cas() -> None:
    assert manquants(SERVICE, CAS) == set()
