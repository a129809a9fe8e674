"""Montants, jours et durées, comme l'administration les écrit."""

from datetime import date

import pytest

from shared.typographie import NBSP, decimal, denombrer, duree, euros, jour_long


@pytest.mark.parametrize(
    ("centimes", "ecrit"),
    [
        (3_000_000, "30 000,00 €"),
        (0, "0,00 €"),
        (5, "0,05 €"),
        (123_456_789, "1 234 567,89 €"),
        (-150, "−1,50 €"),
        (10**17 + 1, "1 000 000 000 000 000,01 €"),
    ],
)
def test_un_montant_en_centimes_s_ecrit_en_euros(centimes: int, ecrit: str) -> None:
    assert euros(centimes) == ecrit.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("jour", "ecrit"),
    [
        (date(2020, 1, 1), f"1er{NBSP}janvier 2020"),
        (date(2022, 8, 31), f"31{NBSP}août 2022"),
        (date(2019, 12, 11), f"11{NBSP}décembre 2019"),
    ],
)
def test_un_jour_s_ecrit_en_toutes_lettres(jour: date, ecrit: str) -> None:
    assert jour_long(jour) == ecrit


@pytest.mark.parametrize(("nombre", "ecrit"), [(2.5, "2,5"), (3.0, "3"), (1.75, "1,75")])
def test_un_nombre_decimal_prend_une_virgule(nombre: float, ecrit: str) -> None:
    assert decimal(nombre) == ecrit


@pytest.mark.parametrize(
    ("minutes", "ecrit"),
    [(2130, "35 h 30"), (1440, "24 h"), (65, "1 h 05"), (0, "0 h")],
)
def test_une_duree_s_ecrit_en_heures(minutes: int, ecrit: str) -> None:
    assert duree(minutes) == ecrit.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("nombre", "ecrit"), [(0, "0 ligne lue"), (1, "1 ligne lue"), (2, "2 lignes lues")]
)
def test_ce_que_l_on_compte_s_accorde(nombre: int, ecrit: str) -> None:
    assert denombrer(nombre, "ligne lue") == ecrit


def test_un_mot_qui_finit_par_s_ne_change_pas_au_pluriel() -> None:
    assert denombrer(3, "caractère admis") == "3 caractères admis"
