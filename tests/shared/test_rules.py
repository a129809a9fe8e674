from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.loading import Period, RuleError, check_no_overlap, in_force, load

DAYS = st.dates(date(2019, 1, 1), date(2019, 3, 1))


@dataclass(frozen=True)
class Version:
    id: str
    periode: Period
    portee: str = ""


@dataclass(frozen=True)
class Ligne:
    du: date
    montant: int
    statut: Literal["SEED", "ANNONCE"] = "SEED"


@dataclass(frozen=True)
class Fichier:
    lignes: tuple[Ligne, ...]


@st.composite
def periods(draw: st.DrawFn) -> Period:
    du = draw(DAYS)
    length = draw(st.none() | st.integers(0, 40))
    return Period(du, None if length is None else du + timedelta(days=length))


def write(folder: Path, text: str) -> Path:
    path = folder / "regle.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2022, 12, 31), True),
        (date(2023, 1, 1), False),
    ],
)
def test_une_periode_comprend_son_premier_et_son_dernier_jour(day: date, expected: bool) -> None:
    assert Period(date(2020, 1, 1), date(2022, 12, 31)).contains(day) is expected


def test_une_periode_sans_fin_ne_finit_pas() -> None:
    assert Period(date(2020, 1, 1)).contains(date.max)


def test_une_periode_qui_finit_avant_de_commencer_est_refusee() -> None:
    with pytest.raises(RuleError, match="finit avant de commencer"):
        Period(date(2020, 1, 2), date(2020, 1, 1))


@given(periods(), periods())
def test_deux_versions_se_chevauchent_si_et_seulement_si_un_jour_est_commun(
    one: Period, other: Period
) -> None:
    versions = [Version("A", one), Version("B", other)]
    horizon = [date(2019, 1, 1) + timedelta(days=n) for n in range(120)]
    shared_day = any(len(in_force(versions, day)) > 1 for day in horizon)
    try:
        check_no_overlap(versions, lambda version: version.portee, "regle.yaml")
        refused = False
    except RuleError:
        refused = True
    assert refused == shared_day


def test_le_chevauchement_nomme_le_fichier_les_versions_et_les_dates() -> None:
    versions = [
        Version("FORFAIT-A", Period(date(2020, 1, 1), date(2022, 12, 31))),
        Version("FORFAIT-B", Period(date(2022, 12, 1))),
    ]
    with pytest.raises(RuleError) as refused:
        check_no_overlap(versions, lambda version: version.portee, "forfait.yaml")
    assert str(refused.value) == (
        "forfait.yaml : « FORFAIT-A » et « FORFAIT-B » sont en vigueur ensemble "
        "du 01/12/2022 au 31/12/2022 ; corrigez les dates de l'une des deux."
    )


def test_deux_portees_differentes_peuvent_partager_leurs_dates() -> None:
    period = Period(date(2020, 1, 1))
    check_no_overlap(
        [Version("A", period, "LA_POSTE"), Version("B", period, "AUTRES")],
        lambda version: version.portee,
        "forfait.yaml",
    )


def test_un_fichier_juste_est_lu(tmp_path: Path) -> None:
    path = write(tmp_path, "lignes:\n  - {du: 2020-01-01, montant: 3_000_000}\n")
    assert load(path, Fichier) == Fichier((Ligne(date(2020, 1, 1), 3_000_000),))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{du: 2020-01-01, montant: 1, mnotant: 2}", "lignes › n° 1 › mnotant : champ inconnu"),
        ("{du: 2020-01-01}", "lignes › n° 1 › montant : champ obligatoire absent"),
        ("{du: 2020-01-01, montant: '1'}", "lignes › n° 1 › montant : nombre entier attendu"),
        ("{du: 2020-01-01, montant: 1.5}", "lignes › n° 1 › montant : nombre entier attendu"),
        (
            "{du: 2020-02-31, montant: 1}",
            "n° 1 › du : il faut un jour qui existe, AAAA-MM-JJ",
        ),
        ("{du: hier, montant: 1}", "n° 1 › du : il faut un jour qui existe, AAAA-MM-JJ"),
        ("{du: 2020-01-01, montant: 1, statut: SUR}", "au lieu de « SUR »"),
        ("{du: 2020-01-01, montant: 1, montant: 2}", "la clé « montant » est écrite deux fois"),
        ("{du: 2020-01-01", "fichier YAML illisible"),
    ],
)
def test_une_donnee_fausse_est_refusee_avec_son_fichier_et_son_champ(
    tmp_path: Path, line: str, message: str
) -> None:
    with pytest.raises(RuleError) as refused:
        load(write(tmp_path, f"lignes:\n  - {line}\n"), Fichier)
    assert str(refused.value).startswith("regle.yaml : ")
    assert message in str(refused.value)


def test_un_fichier_vide_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="regle.yaml : contenu : champs attendus"):
        load(write(tmp_path, ""), Fichier)


def test_un_fichier_qui_n_est_pas_en_utf_8_est_refuse(tmp_path: Path) -> None:
    path = tmp_path / "regle.yaml"
    path.write_bytes("lignes: [] # é".encode("latin-1"))
    with pytest.raises(RuleError, match="regle.yaml : fichier YAML illisible"):
        load(path, Fichier)
