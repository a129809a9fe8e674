"""Une règle datée : ses versions, et le dialecte de ses fichiers."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest

from shared.rules.dated import DES_DEUX_JOURS, Jours, Rule, Rules, Vaut
from shared.rules.loading import load
from shared.rules.periods import Period, RuleError

PREMIERE = """
regles:
  - {id: DELAI-1, en_vigueur: {du: 2019-07-01, au: 2019-12-31}, vaut: DATE_DITE, jours: 30, statut: SEED, source: [A-001]}
  - id: DELAI-2
    en_vigueur: {du: 2020-01-01}
    vaut: DATE_DITE
    jours: 60
    origines: {jours: {statut: CHOICE, source: [TMR-01]}}
"""  # noqa: E501


@dataclass(frozen=True, kw_only=True)
class Delai(Rule):
    LU: ClassVar[tuple[Vaut, ...]] = DES_DEUX_JOURS

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


@pytest.mark.parametrize(
    ("ecrit", "message"),
    [
        ("", "regles › n° 2 › vaut : champ obligatoire absent"),
        ("vaut: TOUJOURS", "vaut : valeur non admise"),
        ("vaut: ARRIVEE", "DELAI-2 » et « DELAI-1 .* le même « vaut »"),
    ],
)
def test_une_regle_dit_le_jour_qu_elle_regarde_et_toutes_ses_versions_le_meme(
    tmp_path: Path, ecrit: str, message: str
) -> None:
    with pytest.raises(RuleError, match=message):
        lire(tmp_path, PREMIERE.replace("    vaut: DATE_DITE", f"    {ecrit}"))


@dataclass(frozen=True, kw_only=True)
class Calcul(Rule):
    """Une règle que le code ne cherche qu'au jour dit."""


def test_une_regle_ne_dit_pas_un_jour_que_rien_ne_regarde() -> None:
    debut = Period(date(2020, 1, 1))
    with pytest.raises(RuleError, match="écrivez « vaut: DATE_DITE »"):
        Calcul(id="X", en_vigueur=debut, vaut="ARRIVEE", statut="SEED", source=("A-001",))


@pytest.mark.parametrize(("vaut", "id"), [("ARRIVEE", "DELAI-2"), ("DATE_DITE", "DELAI-1")])
def test_une_regle_qui_protege_est_celle_de_l_arrivee_une_qui_calcule_du_jour_dit(
    tmp_path: Path, vaut: str, id: str
) -> None:
    regles = lire(tmp_path, PREMIERE.replace("DATE_DITE", vaut))

    trouvee = regles.pour(Jours(dit=date(2019, 12, 31), arrivee=date(2020, 2, 16)))
    assert trouvee and trouvee.id == id
