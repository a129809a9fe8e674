"""Composer un courriel : les mêmes faits donnent toujours les mêmes octets."""

import hashlib
import re
from binascii import b2a_qp
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage

from services.notifications.courriels.effects.entetes import EnTeteRefuse, EnTetes
from services.notifications.courriels.effects.textes import rediger
from services.notifications.courriels.rules.catalogue import charger_catalogue
from shared.adresse import ADRESSE, AdresseRefusee, adresse_de

MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
# Neither a second address nor an encoded word, which could hide a line break.
EXPEDITEUR = re.compile(
    rf"(?:(?P<nom>[^<>@,;:=?\"()\[\]\\]+) <)?(?P<adresse>{ADRESSE.pattern})(?(nom)>)", re.ASCII
)


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
    objet, texte, html = rediger(gabarit, variables)
    emetteur = _conforme("expéditeur", expediteur, EXPEDITEUR)
    entetes = EnTetes()
    entetes.adresse("From", emetteur["adresse"], emetteur["nom"] or "")
    entetes.adresse("To", _adresse(destinataire))
    entetes.texte("Subject", objet)
    entetes.date("Date", date)
    entetes.jeton("Message-ID", _conforme("identifiant", message_id, MESSAGE_ID)[0])
    entetes.jeton("Auto-Submitted", "auto-generated")
    entetes.jeton("Content-Language", "fr")
    entetes.jeton("X-France-Services-Gabarit", f"{gabarit}/{modele.version}")
    _attacher(entetes, texte, html)
    return entetes.message


def _attacher(entetes: EnTetes, texte: str, html: str) -> None:
    # The boundary must not be drawn at random: the same facts give the same bytes.
    frontiere = hashlib.sha256(entetes.message["Message-ID"].encode()).hexdigest()[:40]
    entetes.jeton("MIME-Version", "1.0")
    entetes.jeton("Content-Type", f'multipart/alternative; boundary="{frontiere}"')
    entetes.message.attach(_partie("plain", texte))
    entetes.message.attach(_partie("html", html))


def _partie(kind: str, contenu: str) -> EmailMessage:
    entetes = EnTetes()
    entetes.jeton("Content-Type", f'text/{kind}; charset="utf-8"')
    entetes.jeton("Content-Transfer-Encoding", "quoted-printable")
    entetes.message.set_payload(b2a_qp(contenu.encode()).decode("ascii"))
    return entetes.message


def _adresse(destinataire: str) -> str:
    """Une adresse enregistrée avant la définition d'aujourd'hui peut ne pas la suivre."""
    try:
        return adresse_de(destinataire)
    except AdresseRefusee as refusee:
        raise EnTeteRefuse(f"En-tête « destinataire » : {refusee}.") from refusee


def _conforme(nom: str, valeur: str, forme: re.Pattern[str]) -> re.Match[str]:
    trouvee = forme.fullmatch(valeur)
    if trouvee is None:
        raise EnTeteRefuse(
            f"En-tête « {nom} » : {valeur!r} n'a pas la forme attendue ; corrigez-la."
        )
    return trouvee
