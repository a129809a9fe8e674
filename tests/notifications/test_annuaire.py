"""Où écrire aux autorités."""

from pathlib import Path

import pytest

from services.notifications.courriels.rules.annuaire import charger_annuaire
from shared.rules.periods import RuleError

REEL = """
id: CANTAL
autorites:
  PREFECTURE:
    departements: {"15": "france-services@cantal.example"}
"""


@pytest.mark.parametrize(
    ("role", "departement", "adresse"),
    [
        ("PREFECTURE", "46", "france-services@prefecture-46.example"),
        ("PREFECTURE", "2A", "france-services@prefecture-2a.example"),
        ("PREFECTURE", "974", "france-services@prefecture-974.example"),
        ("AGENCE_NATIONALE", "46", "accords-prealables@agence-nationale.example"),
        ("AGENCE_NATIONALE", None, "accords-prealables@agence-nationale.example"),
        ("BANQUE_DES_TERRITOIRES", None, "plateforme@banque-des-territoires.example"),
        ("PREFECTURE", None, None),
        ("PORTEUR", "46", None),
        ("INCONNU", "46", None),
    ],
)
def test_chaque_autorite_a_son_adresse(
    role: str, departement: str | None, adresse: str | None
) -> None:
    assert charger_annuaire().adresse(role, departement) == adresse


def test_aucune_adresse_livree_ne_peut_joindre_quelqu_un() -> None:
    for autorite in charger_annuaire().autorites.values():
        assert autorite.adresse and autorite.adresse.endswith(".example")
        assert autorite.departements == {}


def test_la_configuration_remplace_l_annuaire_livre(tmp_path: Path) -> None:
    path = tmp_path / "annuaire.yaml"
    path.write_text(REEL)
    annuaire = charger_annuaire(path)
    assert annuaire.adresse("PREFECTURE", "15") == "france-services@cantal.example"
    assert annuaire.adresse("PREFECTURE", "46") is None
    assert annuaire.adresse("AGENCE_NATIONALE", None) is None


@pytest.mark.parametrize(
    ("faute", "ecrit"),
    [
        (
            "autorites: {PREFECTURE: {adresse: 'prefecture'}}",
            "« prefecture » n'est pas une adresse",
        ),
        ("autorites: {PREFECTURE: {departements: {'15': \"a@b.example\\nc\"}}}", "adresse"),
        ("autorites: {MAIRIE: {adresse: 'a@b.example'}}", "MAIRIE"),
        ("autorites: {PREFECTURE: {courriel: 'a@b.example'}}", "champ inconnu"),
    ],
)
def test_un_annuaire_fautif_est_refuse(tmp_path: Path, faute: str, ecrit: str) -> None:
    path = tmp_path / "annuaire.yaml"
    path.write_text(f"id: X\n{faute}\n")
    with pytest.raises(RuleError, match=ecrit):
        charger_annuaire(path)
