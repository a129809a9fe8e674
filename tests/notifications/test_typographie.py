"""Montants, dates et espaces, comme l'administration les écrit."""

from datetime import UTC, date, datetime

import pytest

from services.notifications.courriels.effects.typographie import (
    ValeurInutilisable,
    euros,
    heure,
    jour,
)
from shared.typographie import insecables

NBSP = "\N{NO-BREAK SPACE}"


def test_des_centimes_deviennent_des_euros() -> None:
    assert euros(3_000_000) == f"30{NBSP}000,00{NBSP}€"


@pytest.mark.parametrize("value", [300.5, "300", True, None])
def test_ce_qui_n_est_pas_un_nombre_entier_de_centimes_est_refuse(value: object) -> None:
    with pytest.raises(ValeurInutilisable, match="centimes"):
        euros(value)


@pytest.mark.parametrize(
    ("value", "ecrit"),
    [
        ("2020-01-01", "1er\u00a0janvier 2020"),
        ("2022-08-31", "31\u00a0août 2022"),
        (date(2021, 2, 11), "11\u00a0février 2021"),
        ("2019-12-31T23:30:00Z", "1er\u00a0janvier 2020"),
        (datetime(2020, 6, 30, 22, 30, tzinfo=UTC), "1er\u00a0juillet 2020"),
    ],
)
def test_un_jour_est_celui_de_paris(value: object, ecrit: str) -> None:
    assert jour(value) == ecrit


@pytest.mark.parametrize(
    ("value", "ecrit"), [("2020-01-31T09:05:00Z", "10 h 05"), ("2020-07-31T22:00:00Z", "0 h 00")]
)
def test_une_heure_est_celle_de_paris(value: str, ecrit: str) -> None:
    assert heure(value) == ecrit.replace(" ", NBSP)


@pytest.mark.parametrize("value", ["demain", "2020-13-01", "2020-01-01T99:00:00Z", 20200101, None])
def test_ce_qui_n_est_pas_une_date_est_refuse(value: object) -> None:
    with pytest.raises(ValeurInutilisable, match="date"):
        jour(value)


def test_un_jour_sans_heure_n_a_pas_d_heure() -> None:
    with pytest.raises(ValeurInutilisable, match="heure"):
        heure("2020-01-31")


def test_les_espaces_insecables_epargnent_les_operateurs_de_jinja() -> None:
    assert insecables("« oui » ; non !") == f"«{NBSP}oui{NBSP}»{NBSP}; non{NBSP}!"
    assert insecables("{% if a != b %}") == "{% if a != b %}"
