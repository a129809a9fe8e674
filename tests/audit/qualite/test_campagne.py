"""La campagne d'enquête d'une structure, racontée par ses faits (A-026, A-027, A-101)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.audit.enquetes.domain import (
    CampagneClose,
    CampagneEnquete,
    Indicateur,
    PublicNonEnquete,
)
from services.audit.enquetes.rules import ReponseIrrecevable, questionnaire
from tests.gwt import Fact, fact, specification

given = specification(CampagneEnquete)

MAISON = UUID(int=46)
USAGERS = questionnaire("QUESTIONNAIRE-USAGERS-1")
AGENTS = questionnaire("QUESTIONNAIRE-AGENTS-1")
FEVRIER, DERNIER_JOUR, TROP_TARD = date(2020, 2, 1), date(2020, 3, 30), date(2020, 3, 31)
OUVERTE = fact(
    CampagneEnquete.CampagneEnqueteOuverte,
    structure_id=MAISON,
    structure={"nom": "Maison des Estives"},
    annee=2020,
    questionnaires={"AGENTS": AGENTS.id, "USAGERS": USAGERS.id},
    ouverte_le="2020-01-01",
    cloture_le="2020-03-30",
    prochaine_le="2021-01-01",
)


def reponse(note: int | None, reorientee: bool | None = None, **dit: Any) -> Fact:
    saisie = {"notes": {}, "choix": {}, "commentaire": "", **dit}
    about = {"structure_id": MAISON, "annee": 2020, "public": "USAGERS"}
    return fact(
        CampagneEnquete.ReponseEnqueteEnregistree,
        **about,
        questionnaire=USAGERS.id,
        **saisie,
        note=note,
        reorientee=reorientee,
    )


def close(*resultats: tuple[str, str, int, float | None, float | None]) -> Fact:
    noms = ("public", "questionnaire", "reponses", "note", "reorientation")
    dits = [dict(zip(noms, each, strict=True)) for each in resultats]
    return fact(
        CampagneEnquete.CampagneEnqueteCloturee, structure_id=MAISON, annee=2020, resultats=dits
    )


def test_une_reponse_donne_sa_note_sur_dix_et_dit_si_l_usager_fut_renvoye_ailleurs_a088() -> None:
    notes, choix = {"ACCUEIL": 9, "ATTENTE": 6, "REPONSE": 8}, {"REORIENTATION": "OUI"}
    (
        given(OUVERTE)
        .when(CampagneEnquete.repondre, USAGERS, notes, choix, "merci", FEVRIER)
        .then(reponse(767, True, notes=notes, choix=choix, commentaire="merci"))
    )


def test_on_repond_encore_le_dernier_jour() -> None:
    (
        given(OUVERTE)
        .when(CampagneEnquete.repondre, USAGERS, {"ACCUEIL": 5}, {}, "", DERNIER_JOUR)
        .then(reponse(500, notes={"ACCUEIL": 5}))
    )


@pytest.mark.parametrize("faits", [[OUVERTE], [OUVERTE, close()]], ids=["échue", "close"])
def test_une_reponse_apres_la_cloture_est_refusee_avec_sa_date(faits: list[Fact]) -> None:
    (
        given(*faits)
        .when(CampagneEnquete.repondre, USAGERS, {"ACCUEIL": 5}, {}, "", TROP_TARD)
        .then_refused(CampagneClose, "Maison des Estives", "30\N{NO-BREAK SPACE}mars 2020")
    )


def test_un_public_que_la_regle_ne_designe_pas_n_est_pas_interroge_x05() -> None:
    usagers_seuls = fact(
        OUVERTE.event, **{**OUVERTE.payload, "questionnaires": {"USAGERS": USAGERS.id}}
    )
    (
        given(usagers_seuls)
        .when(CampagneEnquete.repondre, AGENTS, {"OUTILS": 5}, {}, "", FEVRIER)
        .then_refused(PublicNonEnquete, USAGERS.id)
    )


@pytest.mark.parametrize(
    ("notes", "choix", "commentaire", "mots"),
    [
        ({"ACCUEIL": 11}, {}, "", ("ACCUEIL", "11", "entre 0 et 10")),
        ({"ACCUEIL": -1}, {}, "", ("-1",)),
        ({"OUTILS": 5}, {}, "", ("OUTILS", "ATTENTE")),
        ({"ACCUEIL": 5}, {"ACCUEIL": "OUI"}, "", ("OUI_NON", "REORIENTATION")),
        ({}, {}, "très bien", ("une question au moins",)),
    ],
)
def test_une_reponse_hors_du_questionnaire_est_refusee_en_disant_quoi(
    notes: dict[str, int], choix: dict[str, str], commentaire: str, mots: tuple[str, ...]
) -> None:
    (
        given(OUVERTE)
        .when(CampagneEnquete.repondre, USAGERS, notes, choix, commentaire, FEVRIER)
        .then_refused(ReponseIrrecevable, *mots)
    )


def test_la_cloture_dit_ce_que_chaque_public_a_repondu_a027() -> None:
    (
        given(OUVERTE, reponse(700, False), reponse(900, True), reponse(None, False))
        .when(CampagneEnquete.cloturer)
        .then(close(("AGENTS", AGENTS.id, 0, None, None), ("USAGERS", USAGERS.id, 3, 8.0, 33.3)))
    )


def test_une_campagne_ne_se_clot_qu_une_fois() -> None:
    given(OUVERTE, close()).when(CampagneEnquete.cloturer).then_nothing()


def test_sans_reponse_il_n_y_a_pas_d_indicateur() -> None:
    assert (Indicateur().note, Indicateur().reorientation) == (None, None)
