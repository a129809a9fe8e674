"""L'article des départements, dans un titre."""

import csv

import pytest

from shared.departements.table import charger_departements
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
        ("978", "de Saint-Martin"),
        ("988", "de la Nouvelle-Calédonie"),
    ],
)
def test_un_titre_porte_l_article_du_departement(code: str, de: str) -> None:
    assert charger_departements().designer(code).de == de


def test_les_departements_et_collectivites_ont_un_article_suivi_de_leur_nom() -> None:
    departements = charger_departements().departements
    assert len(departements) == 101 + 8
    for each in departements:
        assert each.de.removesuffix(each.nom) in ("de ", "du ", "des ", "de la ", "de l’", "d’")


@needs_real_data
def test_les_noms_sont_ceux_du_code_officiel_geographique() -> None:
    with (DATA / "geo" / "departements.csv").open(encoding="utf-8", newline="") as lignes:
        officiels = {ligne["code"]: ligne["nom"] for ligne in csv.DictReader(lignes)}
    connus = {each.code: each.nom for each in charger_departements().departements}
    assert {code: connus[code].replace("’", "'") for code in officiels} == officiels
