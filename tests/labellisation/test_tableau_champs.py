"""Un tableau se lit avec les types d'une demande : mêmes refus, avec la colonne et la raison."""

from pathlib import Path
from typing import Any

import pytest

from services.labellisation.tableau.questions import lire_tableau
from tests.labellisation.tableaux import LIGNE, ecrire, texte_csv


def rejets(dossier: Path, **cellules: str) -> list[str]:
    tableau = lire_tableau(ecrire(dossier, texte_csv(LIGNE | cellules)))
    return [str(rejet).replace("\N{NO-BREAK SPACE}", " ") for rejet in tableau.rejets]


@pytest.mark.parametrize(
    ("cellules", "raison"),
    [
        ({"nom": "Le \uffff Lavoir"}, "caractère interdit U+FFFF au rang 4 : retirez-le"),
        ({"nom": "\N{ZERO WIDTH SPACE}"}, "la cellule est vide"),
        ({"commune": "Al\ufffelanche"}, "U+FFFE"),
        ({"lundi": "9h\uffff-12h"}, "U+FFFF"),
        ({"courriel": "héloïse@vallee.example"}, "avant l'arobase"),
        ({"courriel": "Accueil <accueil@vallee.example>"}, "adresse mal formée"),
        ({"agents": "2,5"}, "nombre entier"),
        ({"agents": "99999999999"}, "trop grand : 500 au plus"),
        ({"ETP": "1e300"}, "trop grand : 500 au plus"),
    ],
)
def test_une_cellule_est_refusee_avec_sa_raison(
    tmp_path: Path, cellules: dict[str, Any], raison: str
) -> None:
    [rejet] = rejets(tmp_path, **cellules)

    assert rejet.startswith("ligne 2, ") and raison in rejet


def test_une_cellule_admise_se_lit_comme_dans_une_demande(tmp_path: Path) -> None:
    accentuee = {"nom": "Cle\N{COMBINING ACUTE ACCENT}ment", "courriel": "a@vallée.example"}
    [ligne] = lire_tableau(ecrire(tmp_path, texte_csv(LIGNE | accentuee))).lignes

    assert ligne.fiche.nom == "Clément"
    assert ligne.fiche.courriel == "a@xn--valle-esa.example"
    assert (ligne.agents, ligne.etp) == (2, 2.5)


def test_le_nom_d_un_fichier_se_garde_tel_qu_il_peut_etre_montre(tmp_path: Path) -> None:
    fichier = ecrire(tmp_path, texte_csv(LIGNE), "a\x01 \n" + "b" * 240 + ".csv")

    nom = lire_tableau(fichier).fichier

    assert nom.startswith("a� bbb") and len(nom) == 200
