"""La table des comptes : écrite et relue à l'identique, jamais deux lignes actives d'un compte."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from shared.rules.loading import RuleError
from shared.runtime.account_table import Compte, Table

DEPUIS = datetime(2026, 11, 28, 10, tzinfo=UTC)
PREFECTURE = Compte("prefecture-15", ("PREFET",), DEPUIS, departements=("15",), ecoute=("audit",))
PORTEUR = Compte("porteur", ("PORTEUR", "AGENT"), DEPUIS, structures=(UUID(int=1),), organisme="X")


def test_une_table_se_relit_telle_qu_elle_a_ete_ecrite(tmp_path: Path) -> None:
    table = Table((PREFECTURE, PORTEUR)).revoked("porteur", DEPUIS)
    table.write(tmp_path / "comptes.yaml")

    relue = Table.read(tmp_path / "comptes.yaml")

    assert relue.lines == table.lines
    assert relue.active() == {"prefecture-15": PREFECTURE}


def test_un_compte_revoque_peut_revenir_et_son_passe_reste() -> None:
    revoquee = Table((PREFECTURE,)).revoked("prefecture-15", DEPUIS)

    table = revoquee.added(replace(PREFECTURE, departements=("12",)))

    assert [ligne.departements for ligne in table.lines] == [("15",), ("12",)]
    assert table.active()["prefecture-15"].departements == ("12",)
    with pytest.raises(RuleError, match="« prefecture-15 » a deux lignes"):
        table.added(PREFECTURE)


def test_revoquer_un_compte_inconnu_ne_change_rien() -> None:
    assert Table((PREFECTURE,)).revoked("inconnu", DEPUIS).lines == (PREFECTURE,)


def test_deux_lignes_disent_la_meme_chose_quelle_que_soit_leur_date() -> None:
    assert PREFECTURE.allows_as(replace(PREFECTURE, depuis=datetime(2027, 1, 1, tzinfo=UTC)))
    assert not PREFECTURE.allows_as(replace(PREFECTURE, departements=()))


@pytest.mark.parametrize(
    "ligne, faute",
    [
        ("{compte: Préfecture, roles: [PREFET], depuis: 2026-11-28T10:00:00Z}", "compte"),
        ("{compte: essai, roles: [], depuis: 2026-11-28T10:00:00Z}", "roles"),
        ("{compte: essai, roles: [ROI], depuis: 2026-11-28T10:00:00Z}", "ROI"),
        ("{compte: essai, roles: [PREFET], depuis: 2026-11-28T10:00:00}", "décalage attendu"),
        ("{compte: essai, roles: [PREFET], depuis: 2026-11-28T10:00:00Z, rôle: x}", "rôle"),
        (
            "{compte: essai, roles: [PREFET], depuis: 2026-11-28T10:00:00Z, departements: [15]}",
            "departements",
        ),
    ],
)
def test_une_ligne_fausse_est_refusee_et_sa_faute_nommee(
    tmp_path: Path, ligne: str, faute: str
) -> None:
    (tmp_path / "comptes.yaml").write_text(f"- {ligne}\n", encoding="utf-8")

    with pytest.raises(RuleError, match=faute):
        Table.read(tmp_path / "comptes.yaml")
