"""Ce que les opérateurs doivent : le délai de réponse, selon le calendrier que la règle choisit."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.onboarding.operateurs.rules import (
    AucuneRegleDeRelation,
    Relations,
    charger_relations,
    en_jours_ouvres,
    paques,
)
from shared.clock import PARIS
from shared.rules.loading import RuleError, load

RELATIONS = charger_relations()
REGLE = RELATIONS.en_vigueur(date(2020, 1, 1))
OUVREE = replace(REGLE, calendrier="JOURS_OUVRES")
SOURCE = (files("services.onboarding.operateurs") / "donnees" / "relations.yaml").read_text("utf-8")
JOURS = st.datetimes(datetime(2019, 7, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=PARIS)
)


def a(texte: str) -> datetime:
    return datetime.fromisoformat(texte).replace(tzinfo=PARIS)


def test_soixante_douze_heures_sont_celles_de_l_horloge_a_defaut_de_texte() -> None:
    """A-125, X-21, TMR-07 : le samedi et le dimanche comptent."""
    assert REGLE.calendrier == "HEURES_CALENDAIRES"
    assert REGLE.limite(a("2020-01-03 10:00"), RELATIONS.feries) == a("2020-01-06 10:00")


@pytest.mark.parametrize(
    ("depuis", "limite"),
    [
        ("2020-01-06 10:00", "2020-01-09 10:00"),  # from a Monday
        ("2020-01-03 10:00", "2020-01-08 10:00"),  # over a week-end
        ("2020-01-04 15:00", "2020-01-09 00:00"),  # asked on a Saturday
        ("2020-04-10 09:00", "2020-04-16 09:00"),  # Easter Monday
        ("2020-05-20 12:00", "2020-05-26 12:00"),  # Ascension day
        ("2019-12-24 08:00", "2019-12-30 08:00"),  # Christmas
    ],
)
def test_en_jours_ouvres_ni_fin_de_semaine_ni_jour_ferie_ne_compte(
    depuis: str, limite: str
) -> None:
    """X-21 : l'autre calendrier, si une règle le choisit."""
    assert OUVREE.limite(a(depuis), RELATIONS.feries) == a(limite)


@given(JOURS, st.integers(1, 200))
def test_les_jours_ouvres_ne_raccourcissent_jamais_un_delai(depuis: datetime, heures: int) -> None:
    """X-21."""
    delai = timedelta(hours=heures)
    limite = en_jours_ouvres(depuis, delai, RELATIONS.feries)
    veille = limite - timedelta(microseconds=1)

    assert limite.replace(tzinfo=None) - depuis.replace(tzinfo=None) >= delai
    assert veille.weekday() < 5 and not RELATIONS.feries.contient(veille.date())


@pytest.mark.parametrize(
    "jour", ["1981-04-19", "2000-04-23", "2019-04-21", "2020-04-12", "2024-03-31", "2038-04-25"]
)
def test_paques_tombe_au_jour_connu(jour: str) -> None:
    attendu = date.fromisoformat(jour)

    assert paques(attendu.year) == attendu


@pytest.mark.parametrize(
    ("ancien", "nouveau", "raison"),
    [
        ("referents_cible: 2", "referents_cible: 0", "dépasse la cible"),
        ("      delai_heures: {", "      calendriers: {", "viennent delai_heures"),
        ("calendrier: HEURES_CALENDAIRES", "calendrier: LUNAIRE", "calendrier"),
    ],
)
def test_une_regle_fausse_est_refusee(
    tmp_path: Path, ancien: str, nouveau: str, raison: str
) -> None:
    assert ancien in SOURCE
    (tmp_path / "r.yaml").write_text(SOURCE.replace(ancien, nouveau, 1), encoding="utf-8")
    with pytest.raises(RuleError, match=raison):
        load(tmp_path / "r.yaml", Relations)


def test_avant_la_circulaire_rien_n_etait_du() -> None:
    with pytest.raises(AucuneRegleDeRelation, match="30/06/2019"):
        RELATIONS.en_vigueur(date(2019, 6, 30))
