"""Le facteur, devant de vrais serveurs SMTP, dociles ou non."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from console.execution.boite_locale import BoiteLocale, ServeurLocal
from services.notifications.courriels.effects.envoi import Facteur, RemiseImpossible
from tests.notifications.courriels import courriel, variables


class Guichet:
    """A server that answers what it is told to, and remembers who came."""

    def __init__(self, *, mail: list[str] | None = None, rcpt: str = "250 OK") -> None:
        self.mail, self.rcpt = mail or [], rcpt
        self.visites: list[object] = []
        self.connexion: SMTP | None = None

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.connexion = server
        answer = self.mail.pop(0) if self.mail else "250 OK"
        envelope.mail_from = address
        return answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.visites.append(session.peer)
        return "250 OK"


@contextmanager
def ouvert(guichet: Guichet) -> Iterator[tuple[ServeurLocal, Facteur]]:
    serveur = ServeurLocal(guichet, hostname="127.0.0.1", port=0)
    serveur.start()
    try:
        with Facteur("127.0.0.1", serveur.port) as facteur:
            yield serveur, facteur
    finally:
        serveur.stop()


@pytest.fixture
def message() -> EmailMessage:
    return courriel("lien_inscription", variables("lien_inscription", "PORTEUR"))


def test_le_courriel_arrive_tel_qu_il_a_ete_compose(tmp_path: Path, message: EmailMessage) -> None:
    with BoiteLocale(tmp_path) as boite, Facteur("127.0.0.1", boite.port) as facteur:
        facteur.remettre(message)
    [garde] = tmp_path.iterdir()
    assert garde.read_bytes() == message.as_bytes()


def test_une_seule_connexion_sert_a_tous_les_courriels(message: EmailMessage) -> None:
    guichet = Guichet()
    with ouvert(guichet) as (_, facteur):
        for _ in range(20):
            facteur.remettre(message)
    assert len(guichet.visites) == 20 and len(set(guichet.visites)) == 1


def test_une_connexion_que_le_serveur_a_fermee_est_rouverte(message: EmailMessage) -> None:
    guichet = Guichet()
    with ouvert(guichet) as (serveur, facteur):
        facteur.remettre(message)
        couper(serveur, guichet)
        facteur.remettre(message)
    assert len(guichet.visites) == 2 and len(set(guichet.visites)) == 2


def couper(serveur: ServeurLocal, guichet: Guichet) -> None:
    done = threading.Event()
    assert guichet.connexion and guichet.connexion.transport

    def cut(transport: object = guichet.connexion.transport) -> None:
        transport.abort()  # type: ignore[attr-defined]
        serveur.loop.call_soon(done.set)

    serveur.loop.call_soon_threadsafe(cut)
    assert done.wait(5)


def test_un_serveur_qui_congedie_par_421_est_rappele(message: EmailMessage) -> None:
    guichet = Guichet(mail=["250 OK", "421 délai dépassé"])
    with ouvert(guichet) as (_, facteur):
        facteur.remettre(message)
        facteur.remettre(message)
    assert len(set(guichet.visites)) == 2


def test_un_serveur_qui_congedie_toujours_est_un_echec_temporaire(message: EmailMessage) -> None:
    with ouvert(Guichet(mail=["421 fermeture"] * 9)) as (_, facteur):
        with pytest.raises(RemiseImpossible, match="fermeture") as refus:
            facteur.remettre(message)
    assert not refus.value.definitive


@pytest.mark.parametrize(
    ("reponse", "definitive"),
    [
        ("550 5.1.1 boite inconnue", True),
        ("552 5.2.2 boite pleine", True),
        ("451 4.3.0 plus tard", False),
        ("450 4.2.1 liste grise", False),
        ("530 5.7.0 authentification requise", False),
    ],
)
def test_un_refus_est_definitif_ou_temporaire_selon_son_code(
    message: EmailMessage, reponse: str, definitive: bool
) -> None:
    guichet = Guichet(rcpt=reponse)
    with ouvert(guichet) as (_, facteur):
        with pytest.raises(RemiseImpossible, match=reponse) as refus:
            facteur.remettre(message)
        assert refus.value.definitive is definitive
        guichet.rcpt = "250 OK"
        facteur.remettre(message)
    assert len(guichet.visites) == 1


def test_un_expediteur_refuse_l_est_aussi(message: EmailMessage) -> None:
    with ouvert(Guichet(mail=["553 expediteur refuse"])) as (_, facteur):
        with pytest.raises(RemiseImpossible, match="553") as refus:
            facteur.remettre(message)
    assert refus.value.definitive


def test_un_serveur_absent_est_un_echec_temporaire(message: EmailMessage) -> None:
    with socket.socket() as reserve:
        reserve.bind(("127.0.0.1", 0))  # bound, never listening
        facteur = Facteur("127.0.0.1", reserve.getsockname()[1])
        with pytest.raises(RemiseImpossible, match="n'a pas ouvert de connexion") as refus:
            facteur.remettre(message)
    assert not refus.value.definitive


def test_un_serveur_muet_est_un_echec_temporaire(message: EmailMessage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as muet:
        facteur = Facteur("127.0.0.1", muet.getsockname()[1], delai=0.05)
        with pytest.raises(RemiseImpossible) as refus:
            facteur.remettre(message)
    assert not refus.value.definitive


def test_sans_chiffrement_offert_rien_n_est_remis_en_clair(message: EmailMessage) -> None:
    guichet = Guichet()
    with ouvert(guichet) as (serveur, _):
        with Facteur("127.0.0.1", serveur.port, tls="starttls") as facteur:
            with pytest.raises(RemiseImpossible) as refus:
                facteur.remettre(message)
    assert not refus.value.definitive and guichet.visites == []


def test_un_mot_de_passe_ne_part_jamais_en_clair() -> None:
    with pytest.raises(ValueError, match="en clair"):
        Facteur("127.0.0.1", 25, utilisateur="fs", mot_de_passe="secret")


def test_un_chiffrement_inconnu_est_refuse() -> None:
    with pytest.raises(ValueError, match="« oui »"):
        Facteur("127.0.0.1", 25, tls="oui")  # type: ignore[arg-type]
