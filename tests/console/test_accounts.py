"""`france-services accounts`, devant un vrai RabbitMQ qui n'est qu'à cet essai."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import amqp
import pytest

from console.codes import Code
from console.installation import secrets
from console.installation.comptes import Comptes
from console.installation.installer import installer_le_courtier
from console.installation.interface import Interface
from shared import limits
from shared.rabbitmq.definitions import users
from shared.rabbitmq.rights import ADMINISTRATION
from shared.runtime.account_table import Table
from tests.console.conftest import Commande, Reponse
from tests.servers.addresses import NoServer, once
from tests.servers.administration import Management
from tests.servers.packages import own_broker

AJOUT = ("accounts", "add", "cantal", "--role", "PREFET", "--departement", "15")
ENTEND = ("--ecoute", "labellisation")
DEMANDE = "cantal.labellisation.RemonterStructure"
INBOX = "labellisation.inbox.cantal"
QUESTION, QUESTIONS = "cantal.questions.labellisation", "labellisation.questions.cantal"


@dataclass(frozen=True)
class Installation:
    """Un courtier installé, et le dossier de ses secrets et de sa table."""

    dossier: Path
    url: str
    api: str

    @property
    def table(self) -> Path:
        return self.dossier / "comptes" / "comptes.yaml"

    @property
    def courtier(self) -> Interface:
        return Interface(self.api, secrets.lire(self.dossier, "rabbitmq", "amqp_password"))

    def connecte(self, secret: str) -> amqp.Connection:
        hote = urlsplit(self.url).netloc.rpartition("@")[2]
        lien = amqp.Connection(hote, "cantal", secret, confirm_publish=True)
        try:
            lien.connect()
        except amqp.AMQPError:
            lien.collect()
            raise
        return lien


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """RabbitMQ tel que `install` le laisse, sans autre compte que ceux de France Services."""
    dossier = tmp_path_factory.mktemp("installation")
    secrets.preparer(dossier)
    try:
        with own_broker() as rabbit:
            place = urlsplit(rabbit.management)
            api = f"{place.scheme}://{place.hostname}:{place.port}"
            secret = secrets.lire(dossier, "rabbitmq", "amqp_password")
            Management(rabbit.management).define(users({ADMINISTRATION: secret}))
            posee = Installation(dossier, rabbit.url, api)
            installer_le_courtier(posee.courtier, dossier)
            yield posee
    except NoServer as error:
        pytest.skip(f"aucun RabbitMQ à soi : {error}")


@pytest.fixture
def vierge(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Sans le compte de l'essai d'avant ; l'environnement est celui d'`administration`."""
    installation.courtier.effacer("users", "cantal")
    installation.table.unlink(missing_ok=True)
    Comptes(installation.table, installation.courtier).mettre_a_jour()
    monkeypatch.setenv("SECRETS_DIR", str(installation.dossier))
    monkeypatch.setenv("RABBITMQ_API", installation.api)
    monkeypatch.setenv("COMPTES", str(installation.table))
    return installation


def secret_de(reponse: Reponse) -> str:
    assert reponse.code == 0, reponse.erreur
    return reponse.sortie.rpartition(" ")[2]


def publier(lien: amqp.Connection, cle: str = DEMANDE) -> None:
    lien.channel().basic_publish(amqp.Message("{}", user_id="cantal"), "requests", cle, True)


def test_la_premiere_table_ne_connait_que_les_operateurs(vierge: Installation) -> None:
    [console] = Table.read(vierge.table).lines

    assert (console.compte, console.revoque_le) == ("console", None)
    assert "PREFET" in console.roles and "SERVICE" not in console.roles
    Comptes(vierge.table, vierge.courtier).mettre_a_jour()
    assert Table.read(vierge.table).lines == (console,)


def test_un_compte_ouvert_demande_et_entend_ce_qui_est_a_lui(
    vierge: Installation, france_services: Commande
) -> None:
    secret = secret_de(france_services(*AJOUT, *ENTEND))

    with vierge.connecte(secret) as lien:
        publier(lien)
        lien.channel().basic_consume("partner.cantal.events")
        lien.channel().basic_consume("partner.cantal.answers")
        with pytest.raises(amqp.AccessRefused):
            publier(lien, "cantal.labellisation.DonnerAccordPrealable")
    ligne = Table.read(vierge.table).active()["cantal"]
    assert (ligne.roles, ligne.departements, ligne.ecoute) == (
        ("PREFET",),
        ("15",),
        ("labellisation",),
    )
    [bornes] = vierge.courtier.lire("user-limits", "cantal")
    assert bornes["value"] == {
        "max-connections": limits.CONNEXIONS_D_UN_COMPTE.valeur,
        "max-channels": limits.CANAUX_D_UN_COMPTE.valeur,
    }


def test_un_compte_ouvert_interroge_les_services_que_ses_roles_interrogent(
    vierge: Installation, france_services: Commande
) -> None:
    secret = secret_de(france_services(*AJOUT))

    with vierge.connecte(secret) as lien:
        publier(lien, QUESTION)
        with pytest.raises(amqp.AccessRefused):
            publier(lien, "lot.questions.labellisation")
    assert vierge.courtier.lire("queues", "/", QUESTIONS)["type"] == "quorum"


def test_une_mise_a_jour_donne_a_un_compte_ancien_le_droit_d_interroger(
    vierge: Installation, france_services: Commande
) -> None:
    secret = secret_de(france_services(*AJOUT))
    vierge.courtier.effacer("queues", "/", QUESTIONS)
    ancien = {"exchange": "requests", "write": r"^cantal\.labellisation\..+$", "read": "^$"}
    vierge.courtier.poser(ancien, "topic-permissions", "/", "cantal")

    Comptes(vierge.table, vierge.courtier).mettre_a_jour()

    with vierge.connecte(secret) as lien:
        publier(lien, QUESTION)
    assert vierge.courtier.lire("queues", "/", QUESTIONS)


def test_ce_qu_un_compte_peut_est_montre_role_par_role(
    vierge: Installation, france_services: Commande
) -> None:
    france_services(*AJOUT)

    texte = france_services("accounts", "show", "cantal").sortie
    montre = json.loads(france_services("accounts", "show", "cantal", "--format", "json").sortie)

    assert "labellisation demande RemonterStructure PREFET : DEPARTEMENT" in texte
    assert "labellisation question dossier PREFET : DEPARTEMENT" in texte
    assert {each["nom"] for each in montre} >= {"droits", "message"}
    assert "DonnerAccordPrealable" not in texte
    assert france_services("accounts", "show", "absent").code == 2


def test_une_connexion_de_trop_est_refusee_au_compte(
    vierge: Installation, france_services: Commande
) -> None:
    secret = secret_de(france_services(*AJOUT))
    ouvertes = [vierge.connecte(secret) for _ in range(limits.CONNEXIONS_D_UN_COMPTE.valeur)]

    with pytest.raises(amqp.NotAllowed, match="connection"):
        vierge.connecte(secret)

    for each in ouvertes:
        each.close()


def test_le_rajouter_ne_change_rien_ni_son_mot_de_passe(
    vierge: Installation, france_services: Commande
) -> None:
    secret = secret_de(france_services(*AJOUT))
    avant = vierge.table.read_text(encoding="utf-8")

    encore = france_services(*AJOUT)
    autre = france_services(*AJOUT, "--departement", "46")

    assert "« cantal » existait" in encore.sortie
    assert autre.code == 2 and "existe déjà, avec d'autres bornes" in autre.erreur
    assert vierge.table.read_text(encoding="utf-8") == avant
    vierge.connecte(secret).close()


def test_un_ajout_interrompu_avant_la_table_se_relance(
    vierge: Installation, france_services: Commande, monkeypatch: pytest.MonkeyPatch
) -> None:
    def coupure(*mots: Any) -> None:
        raise RuntimeError("coupure")

    with monkeypatch.context() as patch:
        patch.setattr(Table, "write", coupure)
        arretee = france_services(*AJOUT)
    assert (arretee.code, "RuntimeError: coupure" in arretee.erreur) == (Code.DEFAUT, True)
    assert "cantal" not in Table.read(vierge.table).active()

    vierge.connecte(secret_de(france_services(*AJOUT))).close()
    assert "cantal" in Table.read(vierge.table).active()


def test_un_nouveau_mot_de_passe_remplace_l_ancien_et_va_dans_un_fichier(
    vierge: Installation, france_services: Commande, tmp_path: Path
) -> None:
    ancien = secret_de(france_services(*AJOUT))

    reponse = france_services("accounts", "rotate", "cantal", "--fichier", tmp_path / "secret")

    nouveau = (tmp_path / "secret").read_text(encoding="utf-8").strip()
    assert nouveau not in reponse.sortie
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    vierge.connecte(nouveau).close()
    with pytest.raises(amqp.AccessRefused):
        vierge.connecte(ancien)


def test_revoquer_ferme_les_connexions_et_garde_les_demandes_et_la_ligne(
    vierge: Installation, france_services: Commande
) -> None:
    lien = vierge.connecte(secret_de(france_services(*AJOUT)))
    publier(lien)
    attendre_une_demande(vierge)

    reponse = france_services("accounts", "revoke", "cantal")

    assert f"{INBOX} garde des demandes" in reponse.sortie
    with pytest.raises((amqp.AMQPError, OSError)):
        lien.drain_events(timeout=30)
    assert vierge.courtier.lire("users", "cantal") is None
    assert vierge.courtier.lire("queues", "/", "partner.cantal.answers") is None
    assert vierge.courtier.lire("queues", "/", QUESTIONS) is None
    [ligne] = [each for each in Table.read(vierge.table).lines if each.compte == "cantal"]
    assert ligne.revoque_le is not None

    france_services("accounts", "revoke", "cantal", "--files")
    assert vierge.courtier.lire("queues", "/", INBOX) is None


def attendre_une_demande(vierge: Installation) -> None:
    """Jusqu'à ce que l'interface, en retard de quelques secondes, la compte."""

    def comptee() -> None:
        if not vierge.courtier.lire("queues", "/", INBOX).get("messages"):
            raise NoServer(f"{INBOX} est vide.")

    once(comptee)


@pytest.mark.parametrize(
    "mots, raison",
    [
        (("accounts", "add", "funding", "--role", "PREFET"), "est un compte de France Services"),
        (("accounts", "add", "essai", "--role", "SERVICE"), "celui des services entre eux"),
        (("accounts", "add", "Essai", "--role", "PREFET"), "compte"),
        (("accounts", "add", "essai", "--role", "ROI"), "ROI"),
        (("accounts", "add", "essai", "--role", "PREFET", "--ecoute", "rien"), "Service inconnu"),
        (("accounts", "revoke", "console"), "n'est pas le compte d'un autre système"),
        (("accounts", "rotate", "absent"), "n'est pas le compte actif"),
    ],
)
def test_ce_qui_ne_se_peut_est_refuse_en_une_phrase(
    vierge: Installation, france_services: Commande, mots: tuple[str, ...], raison: str
) -> None:
    reponse = france_services(*mots)

    assert reponse.code == 2 and raison in reponse.erreur
    assert [ligne.compte for ligne in Table.read(vierge.table).lines] == ["console"]


def test_la_liste_dit_qui_peut_quoi(vierge: Installation, france_services: Commande) -> None:
    france_services(*AJOUT, *ENTEND)

    texte = france_services("accounts", "list").sortie
    lignes = json.loads(france_services("accounts", "list", "--format", "json").sortie)

    assert "cantal PREFET 15 toutes tous labellisation actif" in texte
    assert [(each["compte"], each["revoque_le"]) for each in lignes] == [
        ("console", None),
        ("cantal", None),
    ]
