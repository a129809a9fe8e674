"""Ce que `doctor` trouve de mauvais dans une installation, une faute à la fois, et son remède."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from console.execution.boite_locale import BoiteLocale
from console.execution.services import BUILDERS
from console.exploitation.doctor import examiner
from console.exploitation.examen import Etat, Examen
from console.exploitation.examens import Base
from tests.console.conftest import Commande
from tests.console.marche import lues, menes
from tests.journeys.drivers import process_environment
from tests.servers.addresses import Servers, free_port
from tests.servers.isolation import accounts, databases, sqlalchemy_url, vhost

SERVICES = ["funding", "notifications"]


@pytest.fixture(scope="module")
def boite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoiteLocale]:
    with BoiteLocale(tmp_path_factory.mktemp("courriels")) as boite:
        yield boite


@pytest.fixture(scope="module")
def complet(
    servers: Servers, boite: BoiteLocale, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Ce qu'une installation donne aux processus, qui tournent."""
    with (
        databases(servers, SERVICES) as urls,
        vhost(servers) as uri,
        accounts(servers, uri) as comptes,
        menes(urls),
        lues(uri, SERVICES),
    ):
        known = process_environment(tmp_path_factory.mktemp("d"), boite.port, urls, uri)
        yield known | {f"{name.upper()}_AMQP_URI": uri for name, uri in comptes.items()}


@pytest.fixture
def installation(complet: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in complet.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("RABBITMQ_API", raising=False)
    return monkeypatch


def fautes(*services: str) -> list[str]:
    constats = list(examiner(services))
    assert constats
    lignes = [each.ligne().plain for each in constats if each.etat is Etat.EN_PANNE]
    return [ligne.removeprefix("FAUTE  ") for ligne in lignes]


def test_une_installation_faite_n_a_pas_de_faute(
    installation: pytest.MonkeyPatch, france_services: Commande
) -> None:
    dit = france_services("doctor", *SERVICES)

    assert (dit.code, "FAUTE" in dit.sortie) == (0, False), dit.sortie
    for examen in ("variables", "tables", "droits du rôle", "durabilité", "files", "serveur SMTP"):
        assert f"OK notifications : {examen}" in dit.sortie


def test_une_faute_rend_deux_et_se_dit_avec_son_remede(
    installation: pytest.MonkeyPatch, france_services: Commande
) -> None:
    installation.setenv("PSYCOPG_WAIT_FUNC", "wait_c")

    dit = france_services("doctor", "funding")

    assert dit.code == 2
    assert "PSYCOPG_WAIT_FUNC est wait_c → Donnez à PSYCOPG_WAIT_FUNC la valeur" in dit.sortie
    assert "OK funding : files" in dit.sortie


@pytest.mark.parametrize(
    "variable, valeur, dite",
    [
        ("FUNDING_POSTGRES_ENABLE_DB_FUNCTIONS", "y", "funding : variables : POSTGRES_ENABLE_DB"),
        ("MASTER_KEY", "court", "funding : clé maîtresse : MASTER_KEY est inutilisable"),
        ("FUNDING_POSTGRES_PORT", "{port}", "funding : base de données : OperationalError"),
        (
            "FUNDING_AMQP_URI",
            "amqp://guest:guest@127.0.0.1:{port}//",
            "funding : courtier : ConnectionRefusedError : [Errno 111] Connection refused → Voir",
        ),
    ],
)
def test_une_faute_est_nommee_et_seule(
    installation: pytest.MonkeyPatch, variable: str, valeur: str, dite: str
) -> None:
    installation.setenv(variable, valeur.format(port=free_port()))

    [faute] = fautes("funding")
    assert faute.startswith(dite)


def test_une_variable_absente_est_nommee(installation: pytest.MonkeyPatch) -> None:
    installation.delenv("FUNDING_POSTGRES_HOST")

    assert "La variable POSTGRES_HOST" in fautes("funding")[0]


def test_un_serveur_de_messagerie_qui_ne_repond_pas(installation: pytest.MonkeyPatch) -> None:
    installation.setenv("SMTP_PORT", str(free_port()))

    [faute] = fautes("notifications")
    assert faute.startswith("notifications : serveur SMTP : ConnectionRefusedError")


def test_un_vhost_sans_files(servers: Servers, installation: pytest.MonkeyPatch) -> None:
    with vhost(servers, []) as uri:
        installation.setenv("FUNDING_AMQP_URI", uri)

        [faute] = fautes("funding")
    assert "funding : files : funding.dead, funding.inbox, rpc-funding" in faute
    assert faute.endswith("→ Lancez « france-services install ».")


def test_un_role_qui_peut_trop_et_des_tables_qui_manquent(servers: Servers) -> None:
    with databases(servers, ["vide"]) as urls:
        base = Base("funding", sqlalchemy_url(urls["vide"]))

        assert base.role() == "il peut créer des tables"
        assert (base.tables() or "").startswith("0001_commun")
        base.model.close()


def test_une_base_qui_peut_perdre_un_evenement(servers: Servers) -> None:
    with databases(servers, ["vide"]) as urls:
        nom = make_url(urls["vide"]).database or ""
        with psycopg.connect(servers.postgres, autocommit=True) as admin:
            admin.execute(
                sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(
                    sql.Identifier(nom)
                )
            )
        base = Base("funding", sqlalchemy_url(urls["vide"]))

        assert "synchronous_commit = off" in (base.durabilite() or "")
        base.model.close()


def test_un_service_inconnu_est_refuse(france_services: Commande) -> None:
    assert france_services("doctor", "inconnu").code == 2


def test_ce_qui_conditionne_le_reste_l_arrete() -> None:
    vu = Examen("x", lambda: str(1 / 0)).constat("y")
    assert (vu.etat, vu.constat) == (Etat.EN_PANNE, "ZeroDivisionError : division by zero")
    assert set(BUILDERS) >= set(SERVICES)
