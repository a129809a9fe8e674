"""Un serveur absent se dit en une phrase : lequel, pourquoi, où chercher ; jamais une trace."""

from pathlib import Path

import pytest

from console.execution.services import BUILDERS
from console.installation.secrets import preparer
from tests.console.conftest import ECHANTILLON, Commande
from tests.servers.addresses import Servers, free_port

TABLEAU = ECHANTILLON / "tableau_remontee.csv"
COMMANDES = {
    "install": ("install",),
    "migrate": ("migrate", "funding"),
    "history": ("history", "FS-0001"),
    "republish": ("republish", "--depuis", "2026-11-24 08:00:00"),
    "messages": ("messages", "list"),
    "load-geography": ("load-geography", "--echantillon"),
}


@pytest.fixture
def sans_serveur(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Une installation faite, dont plus aucun serveur n'écoute."""
    preparer(tmp_path)
    known = {
        "SECRETS_DIR": str(tmp_path),
        "POSTGRES_HOST": "127.0.0.1",
        "POSTGRES_PORT": str(free_port()),
        "AMQP_URI": f"amqp://127.0.0.1:{free_port()}//",
        "RABBITMQ_API": f"http://127.0.0.1:{free_port()}",
    }
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.mark.parametrize("mots", COMMANDES.values(), ids=COMMANDES)
def test_une_base_absente_se_dit(
    sans_serveur: pytest.MonkeyPatch, france_services: Commande, mots: tuple[str, ...]
) -> None:
    dit = france_services(*mots)

    assert dit.code == 3
    assert dit.erreur.startswith("Injoignable : La base de données n'a pas pu répondre : ")
    assert "Connection refused" in dit.erreur and "docs/exploitation" in dit.erreur
    assert "Traceback" not in dit.erreur


def test_status_dit_tout_ce_qui_est_injoignable(
    sans_serveur: pytest.MonkeyPatch, france_services: Commande
) -> None:
    dit = france_services("status")

    assert (dit.code, dit.erreur) == (2, "")
    for service in BUILDERS:
        assert f"FAUTE {service} : relevé : OperationalError" in dit.sortie
    assert "→ Voir docs/exploitation/base-perdue.md." in dit.sortie
    assert "FAUTE RabbitMQ : courtier : ConnectionRefusedError" in dit.sortie
    assert "→ Voir docs/exploitation/courtier-perdu.md." in dit.sortie


def test_un_courtier_absent_se_dit(
    sans_serveur: pytest.MonkeyPatch, france_services: Commande, tmp_path: Path
) -> None:
    dit = france_services("import", TABLEAU, "--departement", "15", "--rapport", tmp_path)

    assert dit.code == 3
    assert dit.erreur.startswith("Injoignable : RabbitMQ n'a pas pu répondre : [Errno 111]")
    assert "Traceback" not in dit.erreur


def test_un_compte_que_le_courtier_refuse_se_dit(
    servers: Servers,
    sans_serveur: pytest.MonkeyPatch,
    france_services: Commande,
    tmp_path: Path,
) -> None:
    place = servers.rabbitmq.rpartition("@")[2]
    sans_serveur.setenv("AMQP_URI", f"amqp://personne:rien@{place}")

    dit = france_services("import", TABLEAU, "--departement", "15", "--rapport", tmp_path)

    assert (dit.code, "ACCESS_REFUSED" in dit.erreur) == (3, True), dit.erreur
    assert dit.erreur.startswith("Injoignable : RabbitMQ n'a pas pu répondre")


def test_ce_qui_fut_dit_n_est_pas_une_mise_en_forme(france_services: Commande) -> None:
    assert "Refusé : Service inconnu : [red]" in france_services("doctor", "[red]").erreur
