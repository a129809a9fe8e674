"""L'option --departement et ses sœurs : un code se lit partout de même, ou se dit inconnu."""

from pathlib import Path

import pytest

from tests.console.conftest import Commande
from tests.console.reprises import entrer
from tests.labellisation.listes import ALLANCHE, GUERET, liste
from tests.labellisation.tableaux import LIGNE, ecrire, texte_csv

AIN = {**ALLANCHE, "id_fs": "9010", "insee_dep": "1", "insee_com": "1033", "code_postal": "1200"}
BASTIA = {**GUERET, "id_fs": "9011", "insee_dep": "2b", "insee_com": "2b033", "latitude": ""}


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    entrer(tmp_path / "essai", liste(tmp_path, "20200206", ALLANCHE, AIN, BASTIA))
    return tmp_path / "essai"


@pytest.mark.parametrize("ecrit", ["1", "01", " 1 ", "01.0"])
def test_un_compte_se_demande_comme_le_code_s_ecrit(
    ecrit: str, dossier: Path, france_services: Commande
) -> None:
    mots = ("counts", "--au", "2020-02-15", "--departement", ecrit, "--sortie", dossier)
    reponse = france_services(*mots)
    assert (reponse.code, reponse.sortie.split()[0]) == (0, "1"), reponse.erreur
    assert "01 1 0 0" in reponse.sortie


@pytest.mark.parametrize(
    "mots",
    [
        ("counts", "--au", "2020-02-15", "--departement"),
        ("coverage", "--departement"),
        ("worklist", "--role", "PREFET", "--departement"),
        ("refusals", "--departement"),
        ("plan",),
        ("import", "absent.csv", "--departement"),
    ],
    ids=lambda mots: mots[0],
)
@pytest.mark.parametrize("inconnu", ["zz", "99", "20"])
def test_un_departement_inconnu_est_refuse_avant_tout(
    mots: tuple[str, ...], inconnu: str, tmp_path: Path, france_services: Commande
) -> None:
    reponse = france_services(*mots, inconnu, "--sortie", tmp_path / "jamais")
    assert (reponse.code, reponse.sortie) == (2, "")
    assert f"département inconnu : « {inconnu} »" in reponse.erreur
    assert not (tmp_path / "jamais").exists()


def test_un_compte_ne_se_borne_pas_a_un_departement_inconnu(
    tmp_path: Path, france_services: Commande, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPTES", str(tmp_path / "comptes.yaml"))
    mots = ("accounts", "add", "essai", "--role", "PREFET", "--departement", "99")
    reponse = france_services(*mots)
    assert reponse.code == 2 and "département inconnu : « 99 »" in reponse.erreur
    assert not (tmp_path / "comptes.yaml").exists()


@pytest.mark.parametrize(
    ("ecrit", "demande"), [("1", "01"), ("01.0", "1"), ("01", "1")], ids=["un", "virgule", "zero"]
)
def test_un_tableau_et_son_departement_s_ecrivent_chacun_a_sa_facon(
    ecrit: str, demande: str, tmp_path: Path, france_services: Commande
) -> None:
    ligne = LIGNE | {
        "matricule": "01-01",
        "département": ecrit,
        "code INSEE commune": "1033",
        "latitude": "",
        "longitude": "",
    }
    tableau, essai = ecrire(tmp_path, texte_csv(ligne)), tmp_path / "essai"
    mots = ("--departement", demande, "--sortie", essai, "--rapport", tmp_path)
    reponse = france_services("import", tableau, *mots)
    # No code is loaded in this folder: the commune alone is refused, not the département.
    assert "hors périmètre" not in reponse.sortie.replace("\u00a0", " ")
    assert "CommuneInconnue" in reponse.sortie
