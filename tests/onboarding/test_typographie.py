"""L'écriture française des dates et des textes."""

import pytest

from services.onboarding.convention.effects.typographie import date_longue, lisible


@pytest.mark.parametrize(
    ("iso", "ecrit"),
    [
        ("2020-01-01", "1er\u00a0janvier 2020"),
        ("2020-02-29", "29\u00a0février 2020"),
        ("2019-12-31", "31\u00a0décembre 2019"),
    ],
)
def test_une_date_s_ecrit_en_toutes_lettres(iso: str, ecrit: str) -> None:
    assert date_longue(iso) == ecrit


@pytest.mark.parametrize("faux", ["2020-02-30", "", "1er janvier 2020"])
def test_un_jour_qui_n_existe_pas_est_refuse(faux: str) -> None:
    with pytest.raises(ValueError):
        date_longue(faux)


@pytest.mark.parametrize(
    ("brut", "ecrit"),
    [
        ("L'Isle-d'Abeau", "L’Isle-d’Abeau"),
        ("l'ain@d'exemple.example", "l'ain@d'exemple.example"),
        ("  deux \t\r\n lignes ", "deux lignes"),
        ("« ici » : oui ; non", "«\u00a0ici\u00a0»\u00a0: oui\u00a0; non"),
        ("E\u0301tat", "État"),
        ("zéro\u200bespace\x00\x0b\ufeff", "zéroespace"),
        ("\u02bbOfai M\u0101ori", "\u02bbOfai M\u0101ori"),
        ("puce \uf0b7, 中, \U0001f600", "puce \ufffd, \ufffd, \ufffd"),
    ],
)
def test_un_texte_devient_imprimable_et_typographie(brut: str, ecrit: str) -> None:
    assert lisible({"un": [brut]}) == {"un": [ecrit]}
