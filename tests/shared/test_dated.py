"""Une règle datée : ses versions, et le dialecte de ses fichiers."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from shared.rules.dated import Rule, Rules
from shared.rules.loading import load
from shared.rules.periods import RuleError

PREMIERE = """
regles:
  - {id: DELAI-1, en_vigueur: {du: 2019-07-01, au: 2019-12-31}, jours: 30, statut: SEED, source: [A-001]}
  - id: DELAI-2
    en_vigueur: {du: 2020-01-01}
    jours: 60
    origines: {jours: {statut: CHOICE, source: [TMR-01]}}
"""  # noqa: E501


@dataclass(frozen=True, kw_only=True)
class Delai(Rule):
    jours: int


@dataclass(frozen=True)
class Delais:
    regles: Rules[Delai]


def lire(folder: Path, texte: str) -> Rules[Delai]:
    fichier = folder / "delais.yaml"
    fichier.write_text(texte, encoding="utf-8")
    return load(fichier, Delais).regles


@pytest.mark.parametrize(
    ("jour", "id"),
    [
        (date(2019, 6, 30), None),
        (date(2019, 7, 1), "DELAI-1"),
        (date(2019, 12, 31), "DELAI-1"),
        (date(2020, 1, 1), "DELAI-2"),
    ],
)
def test_la_version_d_un_jour(tmp_path: Path, jour: date, id: str | None) -> None:
    regles = lire(tmp_path, PREMIERE)

    found = regles.on(jour)
    assert (found and found.id) == id
    assert found is None or regles.by_id(found.id) is found


def test_deux_versions_en_vigueur_ensemble_sont_refusees(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="DELAI-1 .* et « DELAI-2 » sont en vigueur ensemble"):
        lire(tmp_path, PREMIERE.replace("2020-01-01", "2019-12-31"))


def test_une_valeur_qui_vient_de_nulle_part_est_refusee_a038(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="d'où viennent jours"):
        lire(
            tmp_path, PREMIERE.replace("origines: {jours: {statut: CHOICE, source: [TMR-01]}}", "")
        )


def test_un_champ_inconnu_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="reference"):
        lire(tmp_path, PREMIERE.replace("source: [A-001]", "reference: A-001"))
