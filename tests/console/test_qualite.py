"""`france-services satisfaction` : l'indicateur, sa fraîcheur, son questionnaire (A-027, X-06)."""

from pathlib import Path

import pytest

from console.qualite import cellules
from tests.console.conftest import Commande

pytestmark = pytest.mark.xdist_group("essai")


def test_chaque_structure_labellisee_a_sa_campagne(essai: Path, france_services: Commande) -> None:
    reponse = france_services("satisfaction", "--sortie", essai)

    assert reponse.code == 0
    assert "Maison des Estives 2020 agents 0 — — — QUESTIONNAIRE-AGENTS-1 ouverte" in reponse.sortie


def test_une_structure_se_montre_seule(essai: Path, france_services: Commande) -> None:
    seule = france_services("satisfaction", "--structure", "15-01", "--sortie", essai).sortie
    assert seule.count("QUESTIONNAIRE-") == 2 and "usagers 0" in seule


def test_une_structure_refusee_n_a_pas_de_campagne(essai: Path, france_services: Commande) -> None:
    refusee = france_services("satisfaction", "--structure", "15-05", "--sortie", essai)
    inconnue = france_services("satisfaction", "--structure", "99-99", "--sortie", essai)

    assert "Aucune campagne d'enquête" in refusee.sortie
    assert (inconnue.code, "99-99" in inconnue.erreur) == (2, True)


def test_une_ligne_dit_tout_en_francais() -> None:
    indicateur = {
        "departement": "15",
        "nom": "Maison des Estives",
        "annee": 2020,
        "public": "USAGERS",
        "reponses": 12,
        "note": 7.25,
        "reorientation": 8.3,
        "derniere_le": "2020-02-03T08:05:00.000000+00:00",
        "questionnaire": "QUESTIONNAIRE-USAGERS-1",
        "etat": "CLOSE",
    }
    assert list(cellules(indicateur)) == [
        *("15", "Maison des Estives", "2020", "usagers", "12", "7,25", "8,3 %"),
        *("03/02/2020 09:05", "QUESTIONNAIRE-USAGERS-1", "close"),
    ]
