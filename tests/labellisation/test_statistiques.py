"""Les chiffres publiés, recalculés depuis les listes que nous avons (X-01, A-068)."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from console.execution.opened import opened
from console.imports.listes import lire_listes, reprendre
from services.labellisation.label.questions.comptage import PRINCIPALE, compter, nombre
from tests.data import DATA, needs_real_data

LISTE = re.compile(r"liste officielle du (\d{4})-(\d{2})-(\d{2})")
RECALCULES = ("460", "534")
SANS_LISTE = {"856"}
"""Ceux dont la liste, publiée depuis, n'est pas parmi les nôtres."""


def recalculables() -> list[tuple[str, str, Path]]:
    """Chaque chiffre tiré d'une liste publiée : son jour, sa valeur, et la liste."""
    with (DATA / "docs" / "statistiques_publiees.csv").open(encoding="utf-8") as fichier:
        lignes = [
            (ligne, found)
            for ligne in csv.DictReader(fichier)
            if (found := LISTE.search(ligne["mode_de_recalcul"]))
        ]
    return [
        (
            each["date"],
            each["valeur_recalculee"],
            DATA / f"listes/liste_fs_{''.join(du.groups())}.csv",
        )
        for each, du in lignes
    ]


@needs_real_data
def test_seul_un_chiffre_attend_une_liste_que_nous_n_avons_pas() -> None:
    dits = recalculables()

    assert {valeur for _, valeur, liste in dits if not liste.is_file()} == SANS_LISTE
    assert {valeur for _, valeur, liste in dits if liste.is_file()} == set(RECALCULES)


@needs_real_data
@pytest.mark.parametrize("valeur", RECALCULES)
def test_un_chiffre_publie_se_recalcule_depuis_sa_liste(valeur: str, tmp_path: Path) -> None:
    [(jour, liste)] = [(jour, liste) for jour, dit, liste in recalculables() if dit == valeur]
    with opened(["labellisation"], tmp_path, make=True) as [labellisation]:
        list(reprendre(lire_listes([liste], None), labellisation, lambda *_: None))
        au = date.fromisoformat(f"{jour}-01"[:10])

        assert nombre(compter(labellisation.model, au, None), PRINCIPALE) == int(valeur)
