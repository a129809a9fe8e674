"""L'article des départements, dans un titre."""

import csv

import pytest

from services.onboarding.convention.rules.departements import charger_departements
from tests.data import DATA, needs_real_data


@pytest.mark.parametrize(
    ("code", "de"),
    [
        ("01", "de l’Ain"),
        ("46", "du Lot"),
        ("88", "des Vosges"),
        ("23", "de la Creuse"),
        ("75", "de Paris"),
        ("35", "d’Ille-et-Vilaine"),
        ("2A", "de la Corse-du-Sud"),
        ("974", "de La Réunion"),
    ],
)
def test_un_titre_porte_l_article_du_departement(code: str, de: str) -> None:
    assert charger_departements()[code].de == de


def test_les_101_departements_ont_un_article_suivi_de_leur_nom() -> None:
    departements = charger_departements()
    assert len(departements) == 101
    for each in departements.values():
        assert each.de.removesuffix(each.nom) in ("de ", "du ", "des ", "de la ", "de l’", "d’")


@needs_real_data
def test_les_noms_sont_ceux_du_code_officiel_geographique() -> None:
    with (DATA / "geo" / "departements.csv").open(encoding="utf-8", newline="") as lignes:
        officiels = {ligne["code"]: ligne["nom"] for ligne in csv.DictReader(lignes)}
    connus = {code: each.nom.replace("’", "'") for code, each in charger_departements().items()}
    assert connus == officiels
