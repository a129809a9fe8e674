"""Ce que coûte une réponse : ni une requête par structure, ni la lecture de celles d'une autre."""

import pytest

from bench.bare_sql import statements_of
from shared.log.journal import SELECT
from shared.questions.places import KNOWN
from tests.questions.joue import Joue

SUR_UNE_STRUCTURE = {"structure_id": "", "id": "", "au": ""}


@pytest.mark.parametrize("question", ["releve", "lignes_du_releve"])
def test_un_releve_ne_fait_pas_une_requete_par_droit(joue: Joue, question: str) -> None:
    funding = joue.components["funding"]
    [droits] = funding.model.query("SELECT COUNT(*) AS n FROM droits WHERE annee = 2020")

    requetes = statements_of(funding, question, {"annee": 2020}, 10)

    assert droits["n"] > 20 > len(requetes)


def test_les_droits_d_une_structure_se_lisent_en_deux_requetes(joue: Joue) -> None:
    demande = {"structure_id": joue["structure"]}

    requetes = statements_of(joue.components["funding"], "droits_au_forfait", demande, 10)

    assert len([sql for sql, _ in requetes if "droits" in sql]) == 2


@pytest.mark.parametrize("sql", [SELECT, KNOWN])
def test_l_histoire_d_une_structure_se_trouve_par_un_index(joue: Joue, sql: str) -> None:
    model = joue.components["audit"].model

    plan = model.query(f"EXPLAIN QUERY PLAN {sql}", SUR_UNE_STRUCTURE)

    assert any("journal_structure" in each["detail"] for each in plan)
