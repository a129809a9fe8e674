"""Où un webhook peut mener : à une adresse publique, en HTTPS, sans détour."""

import pytest

from services.notifications.webhooks.rules.adresse import (
    AdresseMalFormee,
    AdresseNonAdmise,
    Reseaux,
    verifier,
)
from services.notifications.webhooks.web.envoi import Envoi, NonPris
from shared.clock import SystemClock
from tests.notifications.webhooks.recepteur import Recepteur

SECRET = "whsec_" + "A" * 43 + "="
FERMES = Reseaux()

MAL_FORMEES = [
    ("http://donnees.example/faits", "https"),
    ("ftp://donnees.example/faits", "https"),
    ("donnees.example/faits", "https"),
    ("https://", "hôte"),
    ("https://moi:secret@donnees.example/", "identifiants"),
    ("https://donnees.example/#faits", "fragment"),
    ("https://donnees.example:25/faits", "port 25"),
    ("https://donnees.example:port/", "ne se lit pas"),
    ("https://[::1/", "ne se lit pas"),
    ("https://préfet.example/", "xn--"),
    ("https://donnees.example/a b", "ASCII"),
    ("https://donnees.example\\@127.0.0.1/", "ASCII"),
]
PRIVEES = [
    "https://127.0.0.1/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://224.0.0.1/",
    "https://[::1]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[64:ff9b::a00:1]/",
    "https://[2002:a00:1::]/",
    "https://[ff02::1]/",
]


@pytest.mark.parametrize(("adresse", "dit"), MAL_FORMEES)
def test_une_adresse_mal_formee_est_refusee(adresse: str, dit: str) -> None:
    with pytest.raises(AdresseMalFormee, match=dit):
        verifier(adresse, FERMES)


@pytest.mark.parametrize("adresse", PRIVEES)
def test_une_adresse_privee_est_refusee(adresse: str) -> None:
    with pytest.raises(AdresseNonAdmise):
        verifier(adresse, FERMES)


@pytest.mark.parametrize(
    "adresse",
    ["https://donnees.example/faits", "https://93.184.216.34:8443/a?b=c"],
)
def test_une_adresse_publique_est_admise(adresse: str) -> None:
    verifier(adresse, FERMES)


def test_un_reseau_admis_l_est_en_clair() -> None:
    verifier("http://10.20.1.2:8080/faits", Reseaux.lire("10.20.0.0/16, fd00::/8"))
    with pytest.raises(AdresseNonAdmise):
        verifier("http://10.21.1.2:8080/faits", Reseaux.lire("10.20.0.0/16"))


@pytest.mark.parametrize("texte", ["10.20.0.0/33", "partout", "10.20.1.2/16"])
def test_un_reseau_qui_ne_se_lit_pas(texte: str) -> None:
    with pytest.raises(ValueError, match="[0-9a-z]"):
        Reseaux.lire(texte)


@pytest.mark.parametrize("nom", ["localhost", "127.0.0.1"])
def test_un_nom_qui_mene_ici_n_est_pas_joint(recepteur: Recepteur, nom: str) -> None:
    """Le nom est jugé à l'envoi aussi : il peut avoir changé d'adresse depuis l'abonnement."""
    recepteur.secrets = [SECRET]
    adresse = recepteur.adresse.replace("127.0.0.1", nom)
    envoi = Envoi(FERMES, SystemClock())
    with pytest.raises(NonPris, match="n'est pas publique"):
        envoi.poster(adresse, [SECRET], "un", b'{"id": "un"}')
    envoi.fermer()
    assert recepteur.pris == []


def test_une_redirection_n_est_pas_suivie(recepteur: Recepteur) -> None:
    recepteur.secrets, recepteur.repond = [SECRET], lambda fait: 302
    envoi = Envoi(Reseaux.lire("127.0.0.0/8"), SystemClock())
    with pytest.raises(NonPris, match="302"):
        envoi.poster(recepteur.adresse, [SECRET], "un", b'{"id": "un"}')
    envoi.fermer()


def test_une_adresse_lente_n_est_pas_attendue_sans_fin(recepteur: Recepteur) -> None:
    attend = recepteur.attente
    recepteur.secrets, recepteur.repond = [SECRET], lambda fait: 204 if attend.wait(30) else 500
    envoi = Envoi(Reseaux.lire("127.0.0.0/8"), SystemClock(), secondes=0.2)
    with pytest.raises(NonPris, match="ReadTimeout"):
        envoi.poster(recepteur.adresse, [SECRET], "un", b'{"id": "un"}')
    attend.set()
    envoi.fermer()
