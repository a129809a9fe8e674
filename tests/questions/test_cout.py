"""Ce que coûte une réponse : ni une requête par structure, ni la lecture de celles d'une autre."""

import pytest

from bench.bare_sql import statements_of
from services.labellisation.pilotage.questions.dossier_entier import AVIS
from services.notifications.courriels.questions import COURRIELS
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


def test_un_prefet_ne_fait_lire_que_son_departement(joue: Joue) -> None:
    labellisation = joue.components["labellisation"]
    demande = {"role": "PREFET", "departement": "15", "au": "2020-03-01"}

    requetes = statements_of(labellisation, "a_faire", demande, 10)
    lignes = [row for sql, dit in requetes for row in labellisation.model.query(sql, dit)]

    assert {row["departement"] for row in lignes if "departement" in row} == {"15"}


@pytest.mark.parametrize(
    ("service", "sql", "index"),
    [
        ("audit", SELECT, "journal_structure"),
        ("audit", KNOWN, "journal_structure"),
        ("labellisation", AVIS, "avis_structure"),
        ("notifications", COURRIELS, "courriels_structure"),
    ],
)
def test_ce_qui_est_d_une_structure_se_trouve_par_un_index(
    joue: Joue, service: str, sql: str, index: str
) -> None:
    model = joue.components[service].model

    plan = model.query(f"EXPLAIN QUERY PLAN {sql}", SUR_UNE_STRUCTURE)

    assert any(index in each["detail"] for each in plan)
