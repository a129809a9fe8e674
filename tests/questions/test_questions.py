"""Un compte demande ce que sait la labellisation : ce qu'il a le droit de savoir, page par page."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import REGISTRY

from console.execution.embedded import Programme
from console.imports.listes import lire_listes, reprendre
from services.labellisation.questions import QUESTIONS
from services.labellisation.tableau.questions import lire_tableau
from shared.clock import SimulatedClock
from shared.delivery.refused_questions import Refusals
from shared.observability.metrics import PREFIX
from shared.questions.asking import Refusee, Reponse, ask
from shared.questions.rights import Asker, rights
from shared.runtime.component import Component
from tests.labellisation.listes import ALLANCHE, GUERET, liste

PREFECTURE_15 = Asker("prefecture-15", ("PREFET",), ("15",))
AGENCE = Asker("agence", ("AGENCE_NATIONALE",))
PUBLIC = Asker("public", ("PUBLIC",))
EN_2021 = datetime(2021, 1, 1, tzinfo=UTC)
JOUR = {"au": "2020-02-10"}

Poser = Callable[..., Reponse | Refusee]


@pytest.fixture
def dossiers(tmp_path: Path) -> Iterator[tuple[Component, list[UUID]]]:
    """Deux structures reprises d'une liste : la première du Cantal, la seconde de la Creuse."""
    fichier = liste(tmp_path, "20200206", ALLANCHE, GUERET)
    with closing(Programme(tmp_path / "dossier", SimulatedClock(EN_2021), {})) as programme:
        labellisation = programme.components["labellisation"]
        list(reprendre(lire_listes([fichier], None), labellisation, lambda *_: None))
        programme.settle()
        yield labellisation, [ligne.structure_id for ligne in lire_tableau(fichier).lignes]


@pytest.fixture
def poser(dossiers: tuple[Component, list[UUID]]) -> Poser:
    component, _ = dossiers

    def poser(asker: Asker, name: str, **reste: Any) -> Reponse | Refusee:
        given = reste.pop("parametres", {})
        return ask(component, QUESTIONS, asker, name, given, **reste)

    return poser


@pytest.fixture
def ids(dossiers: tuple[Component, list[UUID]]) -> list[UUID]:
    return dossiers[1]


def test_un_prefet_lit_le_dossier_d_une_structure_de_son_departement(
    poser: Poser, ids: list[UUID]
) -> None:
    answer = poser(PREFECTURE_15, "dossier", parametres={"structure_id": str(ids[0])})

    assert isinstance(answer, Reponse)
    assert answer.contenu["structure_id"] == str(ids[0])
    assert answer.contenu["departement"] == "15" and answer.su_le


def test_celui_d_un_autre_departement_lui_est_refuse_et_le_refus_est_enregistre(
    poser: Poser, ids: list[UUID], dossiers: tuple[Component, list[UUID]]
) -> None:
    answer = poser(PREFECTURE_15, "dossier", parametres={"structure_id": str(ids[1])})

    assert isinstance(answer, Refusee)
    assert answer.code == "QuestionNonAutorisee" and "porte sur 23" in answer.detail
    [kept] = Refusals(dossiers[0].model).since("", "prefecture-15")
    assert kept["question"] == "labellisation.dossier" and str(ids[1]) in kept["parametres"]


def test_une_question_interdite_est_mesuree_une_question_mal_posee_ne_l_est_pas(
    poser: Poser, ids: list[UUID]
) -> None:
    avant = interdites("mesuree")
    asker = Asker("mesuree", ("PREFET",), ("15",))
    for parametres in ({"structure_id": str(ids[1])}, {"structure_id": "?"}, {}):
        assert isinstance(poser(asker, "dossier", parametres=parametres), Refusee)

    assert interdites("mesuree") == avant + 1


def interdites(compte: str) -> float:
    labels = {"service": "labellisation", "account": compte}
    return REGISTRY.get_sample_value(f"{PREFIX}questions_forbidden_total", labels) or 0.0


def test_un_role_que_la_table_ne_nomme_pas_est_refuse(poser: Poser, ids: list[UUID]) -> None:
    answer = poser(PUBLIC, "dossier", parametres={"structure_id": str(ids[0])})

    assert isinstance(answer, Refusee) and "rôles admis" in answer.detail


def test_un_porteur_ne_lit_que_sa_structure(poser: Poser, ids: list[UUID]) -> None:
    porteur = Asker("mairie", ("PORTEUR",), (), (ids[0],))

    sienne, autre = (
        poser(porteur, "dossier", parametres={"structure_id": str(each)}) for each in ids
    )

    assert isinstance(sienne, Reponse) and isinstance(autre, Refusee)


def test_une_liste_se_lit_page_par_page_chaque_structure_une_fois(poser: Poser) -> None:
    found, cursor = [], None
    while True:
        page = poser(PUBLIC, "labellisees", parametres=JOUR, cursor=cursor, limit=1)
        assert isinstance(page, Reponse)
        found += page.contenu
        if not (cursor := page.suite):
            break

    assert [each["departement"] for each in found] in (["15", "23"], ["23", "15"])
    comptes = poser(PUBLIC, "comptes", parametres=JOUR)
    assert isinstance(comptes, Reponse) and comptes.contenu["labellisees"] == 2


def test_ce_qui_n_etait_pas_su_n_est_pas_dit(poser: Poser) -> None:
    page = poser(PUBLIC, "labellisees", parametres={**JOUR, "su": "2019-12-31T12:00:00+01:00"})

    assert isinstance(page, Reponse) and page.contenu == []


@pytest.mark.parametrize(
    ("name", "parametres", "code", "champ"),
    [
        ("inconnue", {}, "QuestionInconnue", None),
        ("dossier", {}, "ParametresIllisibles", "structure_id"),
        ("dossier", {"structure_id": "x"}, "ParametresIllisibles", "structure_id"),
        ("comptes", {"jour": "2020-02-10"}, "ParametresIllisibles", "jour"),
        ("comptes", {"departement": "99"}, "ParametresIllisibles", "departement"),
    ],
)
def test_une_question_illisible_dit_le_champ_en_cause(
    poser: Poser, name: str, parametres: dict[str, Any], code: str, champ: str | None
) -> None:
    answer = poser(AGENCE, name, parametres=parametres)

    assert isinstance(answer, Refusee) and answer.statut == "ILLISIBLE"
    assert answer.code == code and champ in (None, *(each.champ for each in answer.fautes))


def test_un_curseur_qui_n_est_pas_des_notres_est_refuse(poser: Poser) -> None:
    answer = poser(PUBLIC, "labellisees", parametres=JOUR, cursor="é")

    assert isinstance(answer, Refusee) and answer.code == "CurseurIllisible"


def test_une_structure_inconnue_est_dite(poser: Poser) -> None:
    answer = poser(AGENCE, "dossier", parametres={"structure_id": str(UUID(int=404))})

    assert isinstance(answer, Refusee) and answer.code == "Introuvable"


def test_chaque_question_a_ses_droits() -> None:
    assert {each.id for each in QUESTIONS} <= rights().keys()
