"""Les en-têtes d'un courriel, écrits ici et nulle part ailleurs : ce qui est donné est montré.

Python's own headers decode what looks like an encoded word, then fold it again, each version in
its own way: 3.11 and 3.12 wrote a line break that a name had hidden there. Here a value is encoded
once, and what was encoded leaves as it is.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from services.notifications.courriels.rules.catalogue import CompositionImpossible

UNE_LIGNE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
CLAIR = re.compile(r"[!-~]+(?: [!-~]+)*")
"""Ce qui s'écrit sans être encodé, s'il ne ressemble pas à un mot encodé."""
MOT = re.compile(r"[A-Za-z0-9!#$%&'*+/^`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/^`{|}~-]+)*")
"""Un nom d'expéditeur qui s'écrit sans guillemets."""
LIGNE = 76
"""Les caractères d'une ligne, quand elle porte un mot encodé (RFC 2047)."""
DEBUT, FIN = "=?utf-8?b?", "?="


class EnTeteRefuse(CompositionImpossible):
    """Une valeur ne peut entrer dans un en-tête : elle pourrait en écrire un autre."""


class TelsQuels(EmailPolicy):
    """Ni lus quand ils sont donnés, ni pliés de nouveau quand ils partent."""

    def header_store_parse(self, name: str, value: str) -> tuple[str, str]:
        return name, value

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode()


POLICY = TelsQuels(linesep="\r\n")


class EnTetes:
    """Écrit les en-têtes d'un message, et ses parties, dans l'ordre où on les donne."""

    def __init__(self) -> None:
        self.message = EmailMessage(policy=POLICY)

    def texte(self, nom: str, valeur: str) -> None:
        """Un texte libre, montré au lecteur tel qu'il est ; refuse ce qui va à la ligne."""
        une_ligne(nom, valeur)
        simple = CLAIR.fullmatch(valeur) and "=?" not in valeur
        tient = len(nom) + 2 + len(valeur) <= LIGNE
        self.message[nom] = valeur if simple and tient else encode(valeur, len(nom) + 2)

    def jeton(self, nom: str, valeur: str) -> None:
        """Une valeur de notre fait, sans accent : un type, une langue, un identifiant."""
        if not CLAIR.fullmatch(valeur):
            raise EnTeteRefuse(f"En-tête « {nom} » : {valeur!r} n'est pas admis ; corrigez-le.")
        self.message[nom] = valeur

    def adresse(self, nom: str, adresse: str, affiche: str = "") -> None:
        """Une seule adresse, déjà vérifiée, et le nom à montrer devant elle."""
        une_ligne(nom, f"{affiche}{adresse}")
        if not affiche:
            self.message[nom] = adresse
            return
        devant = affiche if MOT.fullmatch(affiche) else encode(affiche, len(nom) + 2)
        self.message[nom] = f"{devant} <{adresse}>"

    def date(self, nom: str, instant: datetime) -> None:
        if instant.tzinfo is None:
            raise EnTeteRefuse(f"La date {instant} n'a pas de fuseau horaire : ajoutez-le.")
        self.message[nom] = format_datetime(instant)


def une_ligne(nom: str, valeur: str) -> None:
    """Lève EnTeteRefuse pour un texte vide, ou qui tient sur plusieurs lignes."""
    if not UNE_LIGNE.fullmatch(valeur):
        raise EnTeteRefuse(
            f"En-tête « {nom} » : {valeur!r} n'a pas la forme attendue ; corrigez-la."
        )


def encode(valeur: str, avant: int) -> str:
    """En mots encodés, un par ligne ; `avant` : les caractères déjà écrits sur la première."""
    return "\r\n ".join(
        f"{DEBUT}{b64encode(morceau).decode()}{FIN}" for morceau in _morceaux(valeur, avant)
    )


def _morceaux(valeur: str, avant: int) -> Iterator[bytes]:
    """Chacun tient sur sa ligne, et ne coupe aucun caractère."""
    place, morceau = _place(avant), b""
    for caractere in valeur:
        octets = caractere.encode()
        if len(morceau) + len(octets) > place:
            yield morceau
            place, morceau = _place(1), b""
        morceau += octets
    yield morceau


def _place(avant: int) -> int:
    """Les octets que la ligne peut encore porter, en base 64."""
    return (LIGNE - avant - len(DEBUT) - len(FIN)) // 4 * 3
