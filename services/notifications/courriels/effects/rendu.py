"""Composer un courriel : les mêmes faits donnent toujours les mêmes octets."""

import hashlib
import re
from binascii import b2a_qp
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache

from services.notifications.courriels.effects.textes import rediger
from services.notifications.courriels.rules.catalogue import (
    CompositionImpossible,
    charger_catalogue,
)
from shared.adresse import ADRESSE, AdresseRefusee, adresse_de

MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
UNE_LIGNE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Neither a second address nor an encoded word, which could hide a line break.
EXPEDITEUR = re.compile(rf"[^<>@,;:=?\"()\[\]\\]+ <{ADRESSE.pattern}>|{ADRESSE.pattern}", re.ASCII)


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
    message["From"] = _entete("From", _conforme("expéditeur", expediteur, EXPEDITEUR))
    message["To"] = _adresse(destinataire)
    message["Subject"] = _conforme("objet", objet, UNE_LIGNE)
    message["Date"] = date
    message["Message-ID"] = _conforme("identifiant", message_id, MESSAGE_ID)
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


def _adresse(destinataire: str) -> str:
    """Une adresse enregistrée avant la définition d'aujourd'hui peut ne pas la suivre."""
    try:
        return adresse_de(destinataire)
    except AdresseRefusee as refusee:
        raise EnTeteRefuse(f"En-tête « destinataire » : {refusee}.") from refusee


def _conforme(nom: str, valeur: str, forme: re.Pattern[str]) -> str:
    if not forme.fullmatch(valeur) or not UNE_LIGNE.fullmatch(valeur):
        raise EnTeteRefuse(
            f"En-tête « {nom} » : {valeur!r} n'a pas la forme attendue ; corrigez-la."
        )
    return valeur
