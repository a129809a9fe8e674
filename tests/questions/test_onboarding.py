"""Ce que d'autres systèmes apprennent du raccordement, sur l'échantillon joué."""

from dataclasses import replace
from uuid import UUID

import pytest

from shared.questions.asking import Refusee, Reponse
from shared.questions.rights import Asker
from tests.questions.cas import (
    Cas,
    illisible,
    introuvables,
    manquants,
    poser,
    refuse,
    repond,
    se_pagine,
)
from tests.questions.joue import NOUVELLE, Joue

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
        "demande",
        {"sollicitation_id": "@sollicitation"},
        lambda dit, _: (
            dit["objet"] == "Un dossier perdu."
            and [each["reponse"] for each in dit["reponses"]] == ["Le voici."]
        ),
        ("sollicitation_id", "x"),
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

CAF = Asker("caf", ("OPERATEUR",), organisme="CAF")
CANTALIEN = Asker("prefecture-15", ("PREFET",), ("15",))
AILLEURS = Asker("referent-2b", ("REFERENT",), ("2B",), organisme="CAF")


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


def test_l_objet_d_une_demande_n_est_dit_qu_a_l_operateur_qu_elle_vise(joue: Joue) -> None:
    """A-123 : un agent parle d'un usager à un opérateur, et à nul autre."""
    demande = {"sollicitation_id": joue["sollicitation"]}
    postiers = (replace(CAF, organisme="La Poste"), replace(CAF, organisme=""))

    assert isinstance(poser(joue, SERVICE, "demande", demande, CAF), Reponse)
    for autre in (*postiers, AILLEURS):
        assert isinstance(poser(joue, SERVICE, "demande", demande, autre), Refusee), autre


def test_une_structure_ne_lit_que_ses_demandes(joue: Joue) -> None:
    """A-124 : celle qu'elle nomme est la sienne, et la demande aussi."""
    structures = [UUID(joue[nom]) for nom in ("structure", "autre_structure")]
    reponses = [
        poser(
            joue,
            SERVICE,
            "demande",
            {"sollicitation_id": joue["sollicitation"], "structure_id": str(each)},
            Asker("agent", ("AGENT",), (), (each,)),
        )
        for each in structures
    ]

    assert isinstance(reponses[0], Reponse)
    assert isinstance(reponses[1], Refusee) and reponses[1].code == "Introuvable"


def test_d_une_structure_que_le_service_ne_situe_pas_un_prefet_n_apprend_rien(joue: Joue) -> None:
    """A-128 : une activité reprise ne dit pas de quel département elle est."""
    demande = {"structure_id": str(NOUVELLE)}
    refusee, reponse = (
        poser(joue, SERVICE, "historique", demande, each)
        for each in (CANTALIEN, Asker("agence", ("AGENCE_NATIONALE",)))
    )

    assert isinstance(refusee, Refusee) and "que ce service ignore" in refusee.detail
    assert isinstance(reponse, Reponse) and len(reponse.contenu) > 0
