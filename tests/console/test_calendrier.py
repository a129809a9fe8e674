"""Les jours, les instants et les codes tapés : ceux du programme, ou une phrase et le code 2."""

from pathlib import Path

import pytest

from tests.console.conftest import Commande

HORS = "attendu entre le 01/01/1900 et le 31/12/2200"
CAMPAGNE = ("campaign", "REMONTEE-9", "--nom", "essai", "--vague", "VAGUE-9")


@pytest.mark.parametrize(
    "mots",
    [
        ("counts", "--au", "0001-01-01"),
        ("counts", "--au", "2020-01-01", "--su", "9999-12-31"),
        ("history", "15-01", "--au", "2201-01-01"),
        (*CAMPAGNE, "--ouverture", "2020-01-01", "--cloture", "9999-12-31"),
        (
            *CAMPAGNE,
            "--ouverture",
            "2020-01-01",
            "--rappel",
            "2020-02-01",
            "--rappel",
            "1899-12-31",
        ),
        ("import", "liste.csv", "--historique", "--date", "9999-01-01"),
        ("messages", "list", "--avant", "0001-01-01"),
        ("republish", "--depuis", "0001-01-01 00:00:00"),
    ],
    ids=" ".join,
)
def test_un_jour_hors_du_calendrier_est_refuse_avant_tout(
    france_services: Commande, tmp_path: Path, mots: tuple[str, ...]
) -> None:
    reponse = france_services(*mots, "--sortie", tmp_path / "essai")

    assert reponse.code == 2 and HORS in reponse.erreur
    assert list(tmp_path.iterdir()) == []


def test_une_campagne_mal_nommee_est_refusee_en_une_phrase(
    france_services: Commande, tmp_path: Path
) -> None:
    reponse = france_services("campaign", "mars 2020", "--sortie", tmp_path)

    assert reponse.code == 2
    assert reponse.erreur.startswith("Refusé : code : forme attendue")


def test_une_liste_datee_par_son_nom_hors_du_calendrier_demande_sa_date(
    france_services: Commande, tmp_path: Path
) -> None:
    liste = tmp_path / "liste_fs_99990101.csv"
    liste.write_text("nom;département;code INSEE\nLe Lavoir;15;15001\n")

    reponse = france_services("import", liste, "--historique", "--sortie", tmp_path / "essai")

    assert reponse.code == 2 and "donnez-la avec --date" in reponse.erreur
