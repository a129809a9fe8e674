"""`france-services accounts token` : un jeton se montre une fois, et ne se garde nulle part."""

import json
from pathlib import Path

import pytest

from shared.clock import SystemClock
from shared.http.token_table import Jetons, hash_of
from shared.runtime.account_table import Compte, Table
from tests.console.conftest import Commande, Reponse


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Le dossier des deux tables ; celle des comptes a une préfecture."""
    cantal = Compte("cantal", ("PREFET",), SystemClock().now(), ("15",))
    Table([cantal]).write(tmp_path / "comptes.yaml")
    monkeypatch.setenv("COMPTES", str(tmp_path / "comptes.yaml"))
    monkeypatch.setenv("HTTP_JETONS", str(tmp_path / "jetons.yaml"))
    return tmp_path


def jeton_de(reponse: Reponse) -> str:
    assert reponse.code == 0, reponse.erreur
    return reponse.sortie.rpartition(" ")[2]


def montres(france_services: Commande) -> list[dict[str, str]]:
    lus: list[dict[str, str]] = json.loads(
        france_services("accounts", "tokens", "--format", "json").sortie
    )
    return lus


def test_un_jeton_se_montre_une_fois_et_la_table_n_en_a_que_l_empreinte(
    tables: Path, france_services: Commande
) -> None:
    jeton = jeton_de(france_services("accounts", "token", "cantal"))

    ecrit = (tables / "jetons.yaml").read_text()
    assert jeton not in ecrit and hash_of(jeton) in ecrit
    tenu = Jetons.read(tables / "jetons.yaml").holder(jeton, SystemClock().now())
    assert tenu and tenu.compte == "cantal"
    assert len(jeton) > 43 and jeton != jeton_de(france_services("accounts", "token", "cantal"))


def test_il_peut_aller_dans_un_fichier_que_son_proprietaire_lit_seul(
    tables: Path, france_services: Commande
) -> None:
    reponse = france_services("accounts", "token", "cantal", "--fichier", tables / "jeton")

    assert (tables / "jeton").stat().st_mode & 0o077 == 0
    assert (tables / "jeton").read_text().strip() not in reponse.sortie


def test_les_jetons_se_voient_avec_leur_etat(tables: Path, france_services: Commande) -> None:
    jeton_de(france_services("accounts", "token", "cantal", "--jusqu-au", "2199-12-31"))
    jeton_de(france_services("accounts", "token", "cantal"))
    [premier, second] = montres(france_services)

    revoque = france_services("accounts", "revoke-token", second["jeton"])
    texte = france_services("accounts", "tokens").sortie

    assert revoque.sortie == f"Le jeton {second['jeton']} de « cantal » est révoqué."
    assert premier["jusqu_au"] == "2199-12-31T23:00:00.000000+00:00"
    assert [each["etat"] for each in montres(france_services)] == ["actif", "révoqué"]
    assert f"{premier['jeton']} cantal" in texte and "31/12/2199 actif" in texte


def test_ceux_d_un_compte_revoque_ne_valent_plus(tables: Path, france_services: Commande) -> None:
    jeton_de(france_services("accounts", "token", "cantal"))
    table = Table.read(tables / "comptes.yaml").revoked("cantal", SystemClock().now())
    table.write(tables / "comptes.yaml")

    assert [each["etat"] for each in montres(france_services)] == ["compte révoqué"]


@pytest.mark.parametrize(
    ("mots", "raison"),
    [
        (("token", "lot"), "« lot » n'est pas un compte actif"),
        (("token", "cantal", "--jusqu-au", "2020-01-01"), "ce jour est passé"),
        (("token", "cantal", "--jusqu-au", "demain"), "demain"),
        (("revoke-token", "0123456789ab"), "Aucun jeton « 0123456789ab »"),
    ],
)
def test_ce_qui_ne_se_peut_est_refuse_en_une_phrase(
    tables: Path, france_services: Commande, mots: tuple[str, ...], raison: str
) -> None:
    reponse = france_services("accounts", *mots)

    assert reponse.code == 2 and raison in reponse.erreur
    assert not (tables / "jetons.yaml").exists()


@pytest.mark.parametrize("mots", [("tokens",), ("token", "cantal")])
def test_une_table_abimee_se_dit(
    tables: Path, france_services: Commande, mots: tuple[str, ...]
) -> None:
    (tables / "jetons.yaml").write_text("rien de tel")

    reponse = france_services("accounts", *mots)

    assert reponse.code == 2 and "La table des jetons est inutilisable" in reponse.erreur
