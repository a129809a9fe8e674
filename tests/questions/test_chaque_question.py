"""Chaque question de chaque service, sur l'essai joué : répondue, refusée, mal demandée."""

import pytest

from console.execution.services import BUILDERS
from tests.questions import (
    cas_audit,
    cas_funding,
    cas_labellisation,
    cas_notifications,
    cas_onboarding,
)
from tests.questions.cas import (
    Cas,
    illisible,
    introuvables,
    manquants,
    refuse,
    repond,
    se_pagine,
)
from tests.questions.joue import Joue

CAS = {
    "labellisation": cas_labellisation.CAS,
    "audit": cas_audit.CAS,
    "funding": cas_funding.CAS,
    "onboarding": cas_onboarding.CAS,
    "notifications": cas_notifications.CAS,
}
chaque_question = pytest.mark.parametrize(
    ("service", "cas"),
    [
        pytest.param(service, each, id=f"{service}.{each.question}")
        for service, cases in CAS.items()
        for each in cases
    ],
)


@chaque_question
def test_ce_que_le_service_sait_est_repondu(joue: Joue, service: str, cas: Cas) -> None:
    repond(joue, service, cas)
    se_pagine(joue, service, cas)


@chaque_question
def test_qui_n_en_a_pas_le_droit_est_refuse(joue: Joue, service: str, cas: Cas) -> None:
    refuse(joue, service, cas)


@chaque_question
def test_un_parametre_qui_ne_se_lit_pas_est_nomme(joue: Joue, service: str, cas: Cas) -> None:
    illisible(joue, service, cas)


@pytest.mark.parametrize("service", BUILDERS)
def test_une_structure_inconnue_est_dite(joue: Joue, service: str) -> None:
    assert list(introuvables(joue, service)) == []


@pytest.mark.parametrize("service", BUILDERS)
def test_chaque_question_a_son_cas(service: str) -> None:
    assert manquants(service, CAS[service]) == set()
