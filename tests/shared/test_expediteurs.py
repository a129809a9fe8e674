"""Les bornes d'un compte, et la table qui les dit (ADR 0027)."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from shared.messages.raw import ACCOUNT, RawMessage
from shared.runtime.account_table import Table
from shared.runtime.senders import Senders
from shared.runtime.settings import ConfigurationRefused
from tests.bus.comptes import DEPUIS, ligne

UNE, AUTRE = UUID(int=1), UUID(int=2)
PREFET = {"role": "PREFET", "id": "préfecture"}
PORTEUR = {"role": "PORTEUR", "id": "mairie"}


def demande(acteur: Any, compte: str = "mairie", file: str = "labellisation.inbox") -> RawMessage:
    corps = json.dumps({"acteur": acteur}).encode()
    return RawMessage(file, "Identifier", corps, {ACCOUNT: compte})


def expediteurs(folder: Path, **bornes: Any) -> Senders:
    """Ceux d'une table où « mairie » a ces bornes."""
    path = folder / "comptes.yaml"
    Table([ligne("mairie", **bornes)]).write(path)
    return Senders("labellisation", path)


def dit(senders: Senders, raw_message: RawMessage) -> str:
    """Le détail du refus ; vide si la demande est permise."""
    refus = senders.refused(raw_message)
    assert refus is None or (refus.statut, refus.code) == ("REFUSE", "CompteNonAutorise")
    return refus.detail if refus else ""


def test_une_structure_borne_le_porteur_et_l_agent(tmp_path: Path) -> None:
    senders = expediteurs(tmp_path, roles=("PORTEUR", "AGENT", "PREFET"), structures=(UNE,))

    assert dit(senders, demande(PORTEUR | {"structure_id": str(UNE)})) == ""
    assert f"la structure {UNE}" in dit(senders, demande(PORTEUR | {"structure_id": str(AUTRE)}))
    assert "la demande dit rien" in dit(senders, demande(PORTEUR | {"role": "AGENT"}))
    assert dit(senders, demande(PREFET)) == "", "its reach is a département, which is not bounded"


def test_un_departement_ne_borne_pas_qui_agit_partout(tmp_path: Path) -> None:
    senders = expediteurs(tmp_path, roles=("PREFET", "AGENCE_NATIONALE"), departements=("15",))

    assert dit(senders, demande({"role": "AGENCE_NATIONALE", "id": "agence"})) == ""
    assert dit(senders, demande(PREFET | {"departement": "15"})) == ""
    assert "le département 15" in dit(senders, demande(PREFET | {"departement": "63"}))


def test_d_une_longue_liste_le_refus_ne_dit_que_le_debut(tmp_path: Path) -> None:
    senders = expediteurs(tmp_path, departements=("01", "02", "03", "04", "05", "06"))

    refus = dit(senders, demande(PREFET))

    assert "le département 01, 02, 03, 04, 05, … :" in refus


@pytest.mark.parametrize(
    ("compte", "attendu"),
    [
        ("", "sans `user_id`"),
        ("autre", "« autre » n'est pas dans la table"),
        ("ancien", "« ancien » est révoqué depuis le 1er"),
    ],
)
def test_un_compte_sans_ligne_active_est_refuse_lisible_ou_non(
    tmp_path: Path, compte: str, attendu: str
) -> None:
    path = tmp_path / "comptes.yaml"
    Table([ligne("mairie"), ligne("ancien", revoque_le=DEPUIS)]).write(path)
    senders = Senders("labellisation", path)

    assert attendu in dit(senders, demande(PREFET, compte))
    assert attendu in dit(senders, demande("personne", compte))
    assert dit(senders, demande("personne")) == "", "the reception says which field is at fault"


@pytest.mark.parametrize("corps", [b"", b"[" * 100_000, b"\xff", b"[]", b'{"acteur": []}'])
def test_un_corps_illisible_est_laisse_a_la_reception(tmp_path: Path, corps: bytes) -> None:
    senders = expediteurs(tmp_path)

    assert dit(senders, RawMessage("audit.inbox", "X", corps, {ACCOUNT: "mairie"})) == ""


def test_sans_table_tout_passe_sauf_le_role_des_services() -> None:
    senders = Senders("labellisation")

    assert dit(senders, demande(PREFET, "")) == ""
    assert "Le rôle SERVICE" in dit(senders, demande({"role": "SERVICE", "id": "moi"}, ""))
    assert dit(senders, demande(PREFET, "", "audit.labellisation.events")) == ""


def test_le_role_des_services_n_est_a_aucun_compte(tmp_path: Path) -> None:
    senders = expediteurs(tmp_path, roles=("SERVICE",))

    assert "Le rôle SERVICE" in dit(senders, demande({"role": "SERVICE", "id": "moi"}))


def test_la_table_se_relit_quand_elle_change(tmp_path: Path) -> None:
    senders = expediteurs(tmp_path)
    assert dit(senders, demande(PREFET)) == ""

    Table([ligne("mairie", revoque_le=DEPUIS)]).write(tmp_path / "comptes.yaml")
    assert "révoqué" in dit(senders, demande(PREFET))

    Table([ligne("mairie")]).write(tmp_path / "comptes.yaml")
    assert dit(senders, demande(PREFET)) == ""


def test_une_table_perdue_laisse_la_precedente_et_le_dit_une_fois(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    senders = expediteurs(tmp_path)

    (tmp_path / "comptes.yaml").unlink()

    assert [dit(senders, demande(PREFET)) for _ in range(3)] == ["", "", ""]
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    "texte, attendu",
    [
        ("- {compte: a-b, roles: [ROI], depuis: 2026-11-28T10:00:00Z}", "ROI"),
        (None, "No such file"),
    ],
)
def test_une_table_inutilisable_arrete_le_depart(
    tmp_path: Path, texte: str | None, attendu: str
) -> None:
    table = tmp_path / "comptes.yaml"
    if texte:
        table.write_text(texte, encoding="utf-8")

    with pytest.raises(ConfigurationRefused, match=f"COMPTES est inutilisable : .*{attendu}"):
        Senders.of("labellisation", {"COMPTES": str(table)})
