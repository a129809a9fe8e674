"""Composer un courriel : les mêmes faits donnent toujours les mêmes octets."""

import hashlib
import re
from binascii import b2a_qp
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache

from services.notifications.catalogue import CompositionImpossible, charger_catalogue
from services.notifications.textes import rediger

MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class EnTeteRefuse(CompositionImpossible):
    """Une valeur ne peut entrer dans un en-tête : elle pourrait en écrire un autre."""


def composer(
    gabarit: str,
    variables: Mapping[str, object],
    *,
    destinataire: str,
    expediteur: str,
    message_id: str,
    date: datetime,
) -> EmailMessage:
    """Le courriel, en texte et en HTML ; `CompositionImpossible` s'il ne peut être écrit.

    `expediteur` peut porter un nom (« Nom <adresse> »), `destinataire` est une adresse seule,
    `message_id` s'écrit avec ses chevrons et `date` avec son fuseau.
    """
    modele = charger_catalogue().exige(gabarit, variables)
    if date.tzinfo is None:
        raise EnTeteRefuse(f"La date {date} n'a pas de fuseau horaire : ajoutez-le.")
    objet, texte, html = rediger(gabarit, variables)
    message = EmailMessage(policy=SMTP)
    message["From"] = _entete("From", _sur("expéditeur", expediteur))
    message["To"] = _sur("destinataire", destinataire)
    _verifier_adresses(message)
    message["Subject"] = _sur("objet", objet)
    message["Date"] = date
    message["Message-ID"] = _identifiant(message_id)
    message["Auto-Submitted"] = _entete("Auto-Submitted", "auto-generated")
    message["Content-Language"] = _entete("Content-Language", "fr")
    message["X-France-Services-Gabarit"] = f"{gabarit}/{modele.version}"
    _attacher(message, texte, html)
    return message


# The library parses every header that it is given: these never change, and one parse is enough.
_entete = lru_cache(maxsize=64)(SMTP.header_factory)


def _attacher(message: EmailMessage, texte: str, html: str) -> None:
    # The boundary must not be drawn at random: the same facts give the same bytes.
    frontiere = hashlib.sha256(message["Message-ID"].encode()).hexdigest()[:40]
    message["MIME-Version"] = _entete("MIME-Version", "1.0")
    message["Content-Type"] = f'multipart/alternative; boundary="{frontiere}"'
    message.attach(_partie("plain", texte))
    message.attach(_partie("html", html))


def _partie(kind: str, contenu: str) -> EmailMessage:
    part = EmailMessage(policy=SMTP)
    part["Content-Type"] = _entete("Content-Type", f'text/{kind}; charset="utf-8"')
    part["Content-Transfer-Encoding"] = _entete("Content-Transfer-Encoding", "quoted-printable")
    part.set_payload(b2a_qp(contenu.encode()).decode("ascii"))
    return part


def _sur(nom: str, valeur: str) -> str:
    if CONTROL.search(valeur):
        raise EnTeteRefuse(f"{nom} : saut de ligne ou caractère de commande dans {valeur!r}.")
    return valeur


def _identifiant(message_id: str) -> str:
    if not MESSAGE_ID.fullmatch(message_id):
        raise EnTeteRefuse(f"identifiant : {message_id!r} n'a pas la forme <unique@domaine>.")
    return message_id


def _verifier_adresses(message: EmailMessage) -> None:
    for name in ("From", "To"):
        header = message[name]
        found = header.addresses
        if len(found) != 1 or header.defects or not found[0].domain:
            raise EnTeteRefuse(f"« {header} » n'est pas l'adresse d'un seul destinataire.")
        if not found[0].addr_spec.isascii():
            raise EnTeteRefuse(f"« {found[0].addr_spec} » : une adresse s'écrit sans accent.")
