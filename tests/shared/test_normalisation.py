"""La clé par laquelle les identités se comparent."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.normalisation import (
    cle,
    decrire,
    invisibles,
    normaliser,
    particularites,
    sans_invisibles,
)

TIRETS = "-‐‑‒–—―−﹣－⁃"
APOSTROPHES = "'’‘ʼ′`´＇"
ESPACES = " \u00a0\u2009\u202f\u3000\t"


@pytest.mark.parametrize("tiret", TIRETS)
def test_un_tiret_en_vaut_un_autre(tiret: str) -> None:
    assert cle(f"15{tiret}01") == cle(f" 15 {tiret} 01 ") == "15-01"


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
def test_une_apostrophe_en_vaut_une_autre(apostrophe: str) -> None:
    assert cle(f"L{apostrophe}ÉTÉ") == "l'ete" and normaliser(f"L{apostrophe}ÉTÉ") == "lete"


@pytest.mark.parametrize("espace", ESPACES)
def test_un_blanc_en_vaut_un_autre(espace: str) -> None:
    assert cle(f"FS{espace}{espace}12") == "fs 12"


def test_les_ligatures_sont_deux_lettres_et_l_invisible_n_est_rien() -> None:
    assert normaliser("Cœur, Œuvre, ex æquo, STRASSE") == normaliser("COEUR OEUVRE ex AEquo straße")
    assert cle("15\u200b-\u00ad0\u20601\ufeff") == "15-01"
    assert sans_invisibles("15\u200e\ufeff") == "15" and invisibles("a\u200bb\u200b") == ["\u200b"]


def test_deux_codes_distincts_le_restent() -> None:
    assert len({cle(each) for each in ("15-1", "151", "1-51", "15 1", "15_1", "15.1")}) == 6


@given(st.text())
def test_la_cle_d_une_cle_est_elle_meme_et_la_forme_unicode_ne_compte_pas(texte: str) -> None:
    assert normaliser(normaliser(texte)) == normaliser(texte)
    formes = {normaliser(unicodedata.normalize(f, texte)) for f in ("NFC", "NFD")}
    assert formes == {normaliser(texte)}


def test_une_difference_qui_ne_se_voit_pas_est_nommee() -> None:
    assert decrire(particularites("15-81", "15–81\u200b")) == (
        "U+2013 (tiret demi-cadratin), U+200B (espace sans chasse)"
    )
    assert particularites("Été", "ete") == []
    assert decrire("\u2066") == "U+2066 (left-to-right isolate)"
