"""Ce que d'autres systèmes apprennent du raccordement, sur l'échantillon joué."""

import pytest

from tests.questions.cas import Cas, illisible, introuvables, manquants, refuse, repond, se_pagine
from tests.questions.joue import Joue

SERVICE = "onboarding"
STRUCTURE = {"structure_id": "@structure"}
CANTAL = {"departement": "15"}
CAS = (
    Cas(
        "raccordement",
        STRUCTURE,
        lambda dits, joue: (
            (dits[0]["label_id"], dits[0]["etat"], dits[0]["manque"])
            == (joue["label"], "APPLICATIONS_OUVERTES", ["FORMATION"])
        ),
        ("au", "2020"),
    ),
    Cas(
        "sessions",
        CANTAL,
        lambda dits, joue: [each["session_id"] for each in dits] == [joue["session"]],
        ("departement", "99"),
    ),
    Cas(
        "session",
        {"session_id": "@session"},
        lambda dit, joue: (
            [each["agent_id"] for each in dit["convoques"]] == [joue["agent"]]
            and len(dit["demi_journees"]) == 5
        ),
        ("session_id", "x"),
    ),
    Cas(
        "programme_de_formation",
        {},
        lambda dit, _: "SOCLE" in [each["code"] for each in dit["blocs"]],
        ("au", "2020"),
    ),
    Cas(
        "referents",
        CANTAL,
        lambda dit, joue: (
            joue["referent"]
            in [each["referent_id"] for siens in dit["operateurs"] for each in siens["referents"]]
        ),
        ("departement", None),
    ),
    Cas(
        "delais",
        CANTAL,
        lambda dits, _: [(each["operateur"], each["demandes"]) for each in dits] == [("CNAF", 1)],
        ("departement", "99"),
    ),
    Cas(
        "demandes",
        {**STRUCTURE, "operateur": "CAF"},
        lambda dits, joue: [each["sollicitation_id"] for each in dits] == [joue["sollicitation"]],
        ("operateur", ""),
    ),
    Cas(
        "bureau",
        {},
        lambda dit, _: [each["domaine"] for each in dit["domaines"]] == ["caf.example.org"],
        ("departement", "15"),
    ),
    Cas(
        "recherche_admise",
        {"adresse": "https://www.caf.example.org/aides"},
        lambda dit, _: dit == {"admise": True},
        ("adresse", ""),
    ),
    Cas(
        "question_suivante",
        {"choix": {"operateur": "CNAF"}},
        lambda dit, _: dit["code"] == "theme",
        ("choix", "CNAF"),
    ),
    Cas(
        "activite",
        {**STRUCTURE, "du": "2020-03-01", "au": "2020-03-31"},
        lambda dit, _: dit["passages"] == 1 and dit["operateurs"] == {"CNAF": 1},
        ("du", "mars"),
    ),
    Cas("convention", CANTAL, lambda dit, _: dit["complete"], ("au", "2020")),
    Cas("annexe", STRUCTURE, lambda dit, _: dit["etat"] == "GENEREE", ("structure_id", "x")),
    Cas(
        "historique",
        STRUCTURE,
        lambda dits, _: "CompteStructureCree" in [each["evenement"] for each in dits],
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
