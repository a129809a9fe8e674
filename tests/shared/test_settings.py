"""D'où vient la configuration, et ce qu'un processus refuse au démarrage."""

from pathlib import Path

import pytest

from shared.settings import ConfigurationRefused, from_environment, require, variables

BASE = {"DBNAME": "funding", "HOST": "bd", "PORT": "5432", "USER": "funding", "PASSWORD": "mot"}


@pytest.fixture
def environnement(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in BASE.items():
        monkeypatch.setenv(f"FUNDING_POSTGRES_{name}", value)
    return monkeypatch


def test_ce_qui_porte_le_nom_du_service_l_emporte(environnement: pytest.MonkeyPatch) -> None:
    environnement.setenv("POSTGRES_HOST", "commune")

    assert variables("funding")["POSTGRES_HOST"] == "bd"
    assert variables("audit")["POSTGRES_HOST"] == "commune"


def test_un_secret_se_lit_dans_le_fichier_que_nomme_sa_variable(
    environnement: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("bien gardé\n")
    environnement.delenv("FUNDING_POSTGRES_PASSWORD")
    environnement.setenv("FUNDING_POSTGRES_PASSWORD_FILE", str(tmp_path / "secret"))

    settings = from_environment("funding")

    assert settings.store["POSTGRES_PASSWORD"] == "bien gardé"


def test_une_variable_absente_est_nommee(environnement: pytest.MonkeyPatch) -> None:
    environnement.delenv("FUNDING_POSTGRES_HOST")

    with pytest.raises(ConfigurationRefused, match=r"POSTGRES_HOST \(ou FUNDING_POSTGRES_HOST\)"):
        from_environment("funding")


@pytest.mark.parametrize("valeur", ["1", "y", "True", "on"])
def test_ecrire_sans_verrou_est_refuse_au_demarrage(
    valeur: str, environnement: pytest.MonkeyPatch
) -> None:
    environnement.setenv("FUNDING_POSTGRES_ENABLE_DB_FUNCTIONS", valeur)

    with pytest.raises(ConfigurationRefused, match="perdus"):
        from_environment("funding")


def test_le_mot_de_passe_est_echappe_dans_l_adresse_sql(environnement: pytest.MonkeyPatch) -> None:
    environnement.setenv("FUNDING_POSTGRES_PASSWORD", "p@ss/mot")

    assert "p%40ss%2Fmot@bd:5432/funding" in from_environment("funding").sql_url


def test_un_secret_ne_se_devine_pas() -> None:
    with pytest.raises(ConfigurationRefused, match="LINK_SECRET"):
        require({}, "LINK_SECRET", "onboarding")
