"""Les règles d'enquête et les questionnaires, tels qu'ils sont livrés (A-026, X-05, TMR-08)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.enquetes.rules import (
    AucuneEnquete,
    Echelle,
    Question,
    charger_enquetes,
)
from services.audit.referentiels.rules.chargement import charger_referentiel
from services.audit.vigilance.rules import charger_seuils
from shared.rules.periods import RuleError

ENQUETES = charger_enquetes()
[REGLE] = ENQUETES.regles
JOURS = st.dates(date(2019, 7, 1), date(2060, 12, 31))


def test_agents_et_usagers_sont_interroges_par_defaut_x05() -> None:
    assert REGLE.publics == ("AGENTS", "USAGERS")
    assert REGLE.origines["publics"].statut == "SEED"


@given(JOURS)
def test_chaque_public_a_son_questionnaire_chaque_jour(jour: date) -> None:
    poses = ENQUETES.questionnaires_de(ENQUETES.en_vigueur(jour), jour)
    assert set(poses) == set(REGLE.publics)


@given(JOURS)
def test_une_campagne_est_close_avant_la_suivante_et_une_par_an_tmr_08(jour: date) -> None:
    suivante = REGLE.suivante(jour)
    assert suivante.year == jour.year + 1
    assert REGLE.cloture(jour) < suivante
    assert timedelta(364) <= suivante - jour <= timedelta(366)


def test_avant_le_programme_il_n_y_a_pas_d_enquete() -> None:
    with pytest.raises(AucuneEnquete, match="30/06/2019"):
        ENQUETES.en_vigueur(date(2019, 6, 30))


@given(st.integers(-50, 50), st.integers(1, 100), st.data())
def test_une_note_ramenee_sur_dix_reste_entre_zero_et_dix(
    bas: int, etendue: int, data: st.DataObject
) -> None:
    echelle = Echelle(bas, bas + etendue, "")
    note = data.draw(st.integers(bas, bas + etendue))
    assert 0 <= echelle.centiemes(note) <= 1000
    assert (echelle.centiemes(bas), echelle.centiemes(bas + etendue)) == (0, 1000)


@pytest.mark.parametrize(
    "change",
    [
        {"publics": ()},
        {"duree_jours": 365},
        {"origines": {}},
    ],
    ids=lambda change: str(*change),
)
def test_une_regle_incoherente_est_refusee_au_chargement(change: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match=REGLE.id):
        replace(REGLE, **change)


@pytest.mark.parametrize(
    "questions",
    [
        (Question("A", "OUI_NON", "?"), Question("A", "OUI_NON", "?")),
        (Question("AUTRE", "TEXTE", "?"),),
    ],
)
def test_un_questionnaire_incoherent_est_refuse(questions: tuple[Question, ...]) -> None:
    modele = next(iter(ENQUETES.questionnaires))
    with pytest.raises(RuleError, match=modele.id):
        replace(modele, questions=questions)


def test_une_note_sans_echelle_est_refusee() -> None:
    with pytest.raises(RuleError, match="NOTE|échelle"):
        Question("A", "NOTE", "?")


def test_une_echelle_va_d_une_note_a_une_plus_haute() -> None:
    with pytest.raises(RuleError):
        Echelle(5, 5, "")


def test_les_criteres_des_alertes_sont_ceux_du_referentiel_a088() -> None:
    """Une réorientation systématique met QUA-03 en cause."""
    [seuils] = charger_seuils().regles
    connus = {critere.code for critere in charger_referentiel("FS-2019-07").criteres}
    assert {code for codes in seuils.criteres.values() for code in codes} <= connus
    assert seuils.criteres["REORIENTATION"] == ("QUA-03",)
    assert (seuils.note_visite_minimum, seuils.origines["note_visite_minimum"].statut) == (7, "SRC")
