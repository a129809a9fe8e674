"""D'où vient la configuration, et ce qu'un processus refuse au démarrage."""

from base64 import b64encode
from contextlib import closing
from pathlib import Path
from socket import create_server

import pytest
from eventsourcing.persistence import OperationalError
from eventsourcing.postgres import PostgresFactory
from eventsourcing.utils import Environment

from shared.read_model import AWAY, ReadModel
from shared.runtime.migrations import reconnect_soon
from shared.runtime.settings import (
    ConfigurationRefused,
    broker,
    from_environment,
    master_keys,
    require,
    variables,
)

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


def test_qui_ne_fait_que_lire_a_son_role_et_ne_signe_aucun_lien(
    environnement: pytest.MonkeyPatch,
) -> None:
    for name, value in {
        "FUNDING_LINK_SECRET": "celui du service",
        "HTTP_POSTGRES_USER": "lecteur",
        "HTTP_POSTGRES_PASSWORD": "le sien",
    }.items():
        environnement.setenv(name, value)
    lus = [from_environment("funding", "http") for _ in range(2)]

    assert {each.store["POSTGRES_USER"] for each in lus} == {"lecteur"}
    assert {each.store["POSTGRES_PASSWORD"] for each in lus} == {"le sien"}
    secrets = {each.options["LINK_SECRET"] for each in lus}
    assert len(secrets) == 2 and "celui du service" not in secrets
    assert from_environment("funding").options["LINK_SECRET"] == "celui du service"


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


def test_un_serveur_muet_n_est_attendu_que_le_temps_dit(
    environnement: pytest.MonkeyPatch,
) -> None:
    with create_server(("127.0.0.1", 0)) as muet:
        host, port = muet.getsockname()
        environnement.setenv("FUNDING_POSTGRES_HOST", host)
        environnement.setenv("FUNDING_POSTGRES_PORT", str(port))
        environnement.setenv("POSTGRES_CONNECT_TIMEOUT", "2")
        settings = from_environment("funding")
        store = PostgresFactory(Environment("funding", settings.store))
        reconnect_soon(store)

        with closing(ReadModel(settings.sql_url)) as model, pytest.raises(AWAY):
            model.position("personne")
        for _ in range(2):
            with pytest.raises(OperationalError), store.datastore.get_connection():
                pass
        assert store.datastore.pool.get_stats()["connections_errors"]
        store.close()


BONNE = b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("valeur", "dit"),
    [
        ("", "aucune clé n'y est écrite"),
        (" ,\n", "aucune clé n'y est écrite"),
        ("mot-de-passe", "une clé n'est pas du base64"),
        (b64encode(bytes(16)).decode(), "une clé fait 16 octets, au lieu de 32"),
        (f"{BONNE},{b64encode(bytes(33)).decode()}", "une clé fait 33 octets, au lieu de 32"),
    ],
)
def test_une_cle_maitresse_mal_ecrite_est_refusee_sans_etre_montree(valeur: str, dit: str) -> None:
    with pytest.raises(ConfigurationRefused) as refus:
        master_keys({"MASTER_KEY": valeur}, "funding")

    assert dit in str(refus.value) and "base64" in str(refus.value)
    assert not valeur.strip(" ,\n") or valeur not in str(refus.value)


def test_sans_cle_maitresse_un_service_ne_demarre_pas() -> None:
    with pytest.raises(ConfigurationRefused, match=r"MASTER_KEY \(ou FUNDING_MASTER_KEY\)"):
        master_keys({}, "funding")


def test_la_premiere_cle_maitresse_est_la_courante() -> None:
    autre = b64encode(b"x" * 32).decode()

    assert master_keys({"MASTER_KEY": f"{autre}\n{BONNE}"}, "funding").current == (
        master_keys({"MASTER_KEY": autre}, "funding").current
    )


def test_un_secret_ne_se_devine_pas() -> None:
    with pytest.raises(ConfigurationRefused, match="LINK_SECRET"):
        require({}, "LINK_SECRET", "onboarding")


def test_un_secret_se_trouve_dans_le_dossier_de_son_compte(
    environnement: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "funding").mkdir()
    (tmp_path / "funding" / "postgres_password").write_text("du dossier\n")
    environnement.setenv("SECRETS_DIR", str(tmp_path))
    environnement.delenv("FUNDING_POSTGRES_PASSWORD")

    assert variables("funding")["POSTGRES_PASSWORD"] == "du dossier"
    assert "POSTGRES_PASSWORD" not in variables("audit")


def test_la_base_et_le_role_portent_le_nom_du_service(
    environnement: pytest.MonkeyPatch,
) -> None:
    environnement.delenv("FUNDING_POSTGRES_DBNAME")
    environnement.delenv("FUNDING_POSTGRES_USER")

    store = from_environment("funding").store

    assert (store["POSTGRES_DBNAME"], store["POSTGRES_USER"]) == ("funding", "funding")


def test_le_mot_de_passe_du_courtier_est_a_part_de_son_adresse(
    environnement: pytest.MonkeyPatch,
) -> None:
    environnement.setenv("AMQP_URI", "amqp://rabbitmq:5672//")
    environnement.setenv("FUNDING_AMQP_PASSWORD", "a/b")

    assert broker("funding") == "amqp://funding:a%2Fb@rabbitmq:5672//"
    assert broker("audit") == "amqp://rabbitmq:5672//"
