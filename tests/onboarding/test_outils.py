"""Les outils des agents : une activité saisie en cinq choix, un Bureau borné à sa liste."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.onboarding.outils.commands import (
    AutoriserDomaine,
    ReprendreActivite,
    RetirerDomaine,
    SaisirActivite,
)
from services.onboarding.outils.questions import (
    activite,
    etat_du_bureau,
    question_suivante,
    recherche_admise,
)
from services.onboarding.outils.rules import AucunQuestionnaire, questionnaire_en_vigueur
from shared.messages.actors import Acteur
from shared.messages.envelope import Outcome
from shared.rules.loading import RuleError
from shared.runtime.component import Component
from tests.onboarding.faits import (
    ADA,
    AGENT,
    BANQUE,
    GRACE,
    LABEL,
    MAISON,
    NEUF,
    creer_le_compte,
    demander,
    inscrire,
    tourner,
)

JOUR = date(2020, 1, 6)
CHOIX = {
    "operateur": "CNAF",
    "theme": "FAMILLE",
    "canal": "ACCUEIL",
    "issue": "REGLEE",
    "duree": "COURTE",
}


def saisir(component: Component, **choix: str) -> Outcome:
    return saisir_tout(component, {**CHOIX, **choix})


def saisir_tout(component: Component, choix: dict[str, str]) -> Outcome:
    saisie = {"structure_id": MAISON, "label_id": LABEL.label_id, "choix": choix}
    return demander(component.service, SaisirActivite, AGENT, **saisie)


def test_une_saisie_avance_par_questions_aux_reponses_proposees() -> None:
    """A-127 : en prenant chaque fois la première réponse, on arrive au bout."""
    choix: dict[str, str] = {}
    while question := question_suivante(JOUR, choix):
        assert len(question["reponses"]) > 1
        choix[question["code"]] = question["reponses"][0]

    questionnaire_en_vigueur(JOUR).verifier(choix, NEUF)
    assert len(choix) == 5


def test_les_operateurs_proposes_sont_ceux_du_jour() -> None:
    """A-127 : neuf en 2020, treize en 2025."""
    proposes = [question_suivante(jour, {}) for jour in (JOUR, date(2025, 6, 1))]

    assert [len(each["reponses"]) for each in proposes if each] == [9, 13]


def test_cinq_choix_font_une_saisie_et_une_seule(ouverte: Component) -> None:
    """A-126 : répéter la demande n'en saisit pas deux."""
    assert saisir(ouverte).accepted and saisir(ouverte).accepted
    assert saisir(ouverte, issue="REORIENTEE").accepted
    tourner(ouverte)

    vue = activite(ouverte.model, str(MAISON), "2020-01-06", "2020-01-06")
    assert vue == {
        "repris": 0,
        "passages": 2,
        "operateurs": {"CNAF": 2},
        "issues": {"REGLEE": 1, "REORIENTEE": 1},
    }
    assert activite(ouverte.model, str(MAISON), "2020-01-07", "2020-12-31")["passages"] == 0


def test_ce_qui_est_reoriente_se_compte(ouverte: Component) -> None:
    """A-088."""
    for duree in ("COURTE", "MOYENNE", "LONGUE"):
        saisir(ouverte, duree=duree, issue="REORIENTEE")
    tourner(ouverte)

    issues = activite(ouverte.model, str(MAISON), "2020-01-01", "2020-12-31")["issues"]
    assert issues == {"REORIENTEE": 3}


@pytest.mark.parametrize(
    ("choix", "raison"),
    [
        ({"issue": "PERDUE"}, "issue : PERDUE"),
        ({"operateur": "GRDF"}, "operateur : GRDF"),
    ],
)
def test_une_reponse_qui_n_est_pas_proposee_est_refusee(
    ouverte: Component, choix: dict[str, str], raison: str
) -> None:
    """A-127."""
    reponse = saisir(ouverte, **choix)

    assert (reponse.code, raison in reponse.detail) == ("ReponseInattendue", True)


def test_une_saisie_incomplete_dit_la_question_qui_manque(ouverte: Component) -> None:
    choix = {code: reponse for code, reponse in CHOIX.items() if code != "canal"}

    assert "Comment est venue" in saisir_tout(ouverte, choix).detail


def test_un_questionnaire_de_six_questions_est_refuse() -> None:
    """A-126."""
    questionnaire = questionnaire_en_vigueur(JOUR)
    sixieme = replace(questionnaire.questions[1], code="encore")

    with pytest.raises(RuleError, match="de une à 5 questions"):
        replace(questionnaire, questions=(*questionnaire.questions, sixieme))


def test_avant_la_circulaire_il_n_y_a_pas_de_questionnaire() -> None:
    with pytest.raises(AucunQuestionnaire, match="30/06/2019"):
        question_suivante(date(2019, 6, 30), {})


def test_sans_outils_ouverts_rien_ne_se_saisit(raccordee: Component) -> None:
    """A-118."""
    assert saisir(raccordee).code == "OutilsFermes"


def test_une_saisie_refusee_faute_d_outils_est_retenue_une_fois_les_outils_ouverts(
    raccordee: Component,
) -> None:
    """ADR 0031 : la même demande, sous le même identifiant."""
    assert {saisir(raccordee).code for _ in range(2)} == {"OutilsFermes"}
    creer_le_compte(raccordee.service)
    assert inscrire(raccordee.service, ADA, GRACE).accepted

    reponse = saisir(raccordee)

    assert reponse.accepted and saisir(raccordee) == reponse


def reprendre(component: Component, du: str, au: str, passages: int) -> Outcome:
    reprise = {"structure_id": MAISON, "du": du, "au": au, "passages": passages}
    source = "outil des MSAP"
    return demander(component.service, ReprendreActivite, BANQUE, **reprise, source=source)


def test_l_activite_de_la_msap_se_reprend_par_periode_et_se_compte_a_part(
    raccordee: Component,
) -> None:
    """A-128 : une structure que l'on connaissait comme MSAP garde son passé."""
    assert reprendre(raccordee, "2018-01-01", "2018-12-31", 1200).accepted
    assert reprendre(raccordee, "2019-01-01", "2019-06-30", 700).accepted
    tourner(raccordee)

    vue = activite(raccordee.model, str(MAISON), "2018-01-01", "2020-12-31")
    assert (vue["repris"], vue["passages"]) == (1900, 0)
    assert activite(raccordee.model, str(MAISON), "2018-01-01", "2018-12-31")["repris"] == 1200


@pytest.mark.parametrize(
    ("du", "au", "passages", "code"),
    [
        ("2018-01-01", "2018-12-31", 1200, ""),
        ("2018-01-01", "2018-12-31", 9, "PeriodeDejaReprise"),
        ("2018-12-31", "2019-06-30", 9, "PeriodeDejaReprise"),
        ("2019-06-30", "2019-01-01", 9, "PeriodeRenversee"),
    ],
)
def test_l_activite_d_un_jour_ne_se_reprend_pas_deux_fois(
    raccordee: Component, du: str, au: str, passages: int, code: str
) -> None:
    """A-128."""
    reprendre(raccordee, "2018-01-01", "2018-12-31", 1200)

    assert reprendre(raccordee, du, au, passages).code == code


def autoriser(
    component: Component, domaine: str, acteur: Acteur = BANQUE, **autres: Any
) -> Outcome:
    voulu = {"domaine": domaine, "libelle": f"site {domaine}", "responsable": "équipe des outils"}
    return demander(component.service, AutoriserDomaine, acteur, **{**voulu, **autres})


def test_la_page_d_accueil_reunit_les_liens_nationaux(raccordee: Component) -> None:
    """A-121 : tout domaine autorisé n'y est pas."""
    autoriser(raccordee, "service-public.example", accueil=True)
    autoriser(raccordee, "ministere.example")

    assert etat_du_bureau(raccordee.service)["accueil"] == {
        "service-public.example": "site service-public.example"
    }


@pytest.mark.parametrize(
    ("adresse", "admise"),
    [
        ("https://service-public.example/demarches", True),
        ("https://www.service-public.example", True),
        ("https://service-public.example.ailleurs.example", False),
        ("https://fauxservice-public.example", False),
        ("https://ailleurs.example/?service-public.example", False),
        ("service-public.example", False),
        ("", False),
    ],
)
def test_la_recherche_s_en_tient_a_la_liste(
    raccordee: Component, adresse: str, admise: bool
) -> None:
    """A-122."""
    assert not recherche_admise(raccordee.service, adresse)
    autoriser(raccordee, "service-public.example")

    assert recherche_admise(raccordee.service, adresse) == admise


def test_chaque_domaine_a_un_responsable_et_la_liste_une_histoire(raccordee: Component) -> None:
    """A-122 : qui l'a changée, quand, pourquoi."""
    assert etat_du_bureau(raccordee.service) == {"accueil": {}, "domaines": {}, "histoire": []}
    autoriser(raccordee, "site.example")
    autoriser(raccordee, "site.example")
    autoriser(raccordee, "site.example", responsable="DINSIC")
    retrait = {"domaine": "site.example", "motif": "site fermé"}
    assert demander(raccordee.service, RetirerDomaine, BANQUE, **retrait).accepted

    etat = etat_du_bureau(raccordee.service)
    assert etat["domaines"] == {}
    assert [(each["fait"], each["motif"]) for each in etat["histoire"]] == [
        ("DomaineAutorise", ""),
        ("DomaineAutorise", ""),
        ("DomaineRetire", "site fermé"),
    ]
    assert {each["auteur"] for each in etat["histoire"]} == {BANQUE.id}


def test_un_domaine_inconnu_ne_se_retire_pas(raccordee: Component) -> None:
    autoriser(raccordee, "site.example")

    reponse = demander(raccordee.service, RetirerDomaine, BANQUE, domaine="autre.example")
    assert reponse.code == "DomaineInconnu"


def test_la_liste_ne_se_change_pas_par_un_agent(raccordee: Component) -> None:
    """A-122 : elle a un responsable, et c'est la Banque des territoires qui la tient."""
    assert autoriser(raccordee, "site.example", AGENT).code == "RoleNonAutorise"
