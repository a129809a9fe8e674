"""Composer un courriel : un gabarit, des variables, et toujours les mêmes octets pour les mêmes faits."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache

from jinja2 import (
    Environment,
    PackageLoader,
    StrictUndefined,
    Template,
    UndefinedError,
    select_autoescape,
)

from services.notifications.catalogue import (
    CompositionImpossible,
    VariableManquante,
    charger_catalogue,
)
from services.notifications.typographie import (
    Typographie,
    ValeurInutilisable,
    civil,
    euros,
    heure,
    jour,
)

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
    objet, texte, html = _rendre(gabarit, variables)
    message = EmailMessage(policy=SMTP)
    message["From"] = _sur("expéditeur", expediteur)
    message["To"] = _sur("destinataire", destinataire)
    _verifier_adresses(message)
    message["Subject"] = _sur("objet", objet)
    message["Date"] = date
    message["Message-ID"] = _identifiant(message_id)
    message["Auto-Submitted"] = "auto-generated"
    message["X-France-Services-Gabarit"] = f"{gabarit}/{modele.version}"
    message.set_content(texte, cte="quoted-printable")
    message.make_alternative(boundary=hashlib.sha256(message_id.encode()).hexdigest()[:40])
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    # Last: make_alternative moves every Content-* header into the first part.
    message["Content-Language"] = "fr"
    return message


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


@cache
def _environnement() -> Environment:
    environment = Environment(
        loader=PackageLoader("services.notifications", "gabarits"),
        autoescape=select_autoescape(["html.j2"], default_for_string=False),
        extensions=[Typographie],
        undefined=StrictUndefined,
        finalize=_jamais_vide,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    catalogue = charger_catalogue()
    environment.globals["reperes"] = catalogue.reperes
    environment.filters.update(
        civil=civil,
        jour=jour,
        heure=heure,
        euros=euros,
        libelle=lambda code: catalogue.libelles.get(code, code),
    )
    return environment


def _jamais_vide(valeur: object) -> object:
    if valeur is None:
        raise ValeurInutilisable("une valeur absente (None) serait écrite")
    return valeur


@cache
def _modeles(gabarit: str) -> tuple[Template, Template, Template]:
    environment = _environnement()
    return (
        environment.from_string(charger_catalogue().gabarits[gabarit].objet),
        environment.get_template(f"{gabarit}.txt.j2"),
        environment.get_template(f"{gabarit}.html.j2"),
    )


def _rendre(gabarit: str, variables: Mapping[str, object]) -> tuple[str, str, str]:
    modele = charger_catalogue().gabarits[gabarit]
    sujet, texte, html = _modeles(gabarit)
    try:
        objet = sujet.render(variables)
        donnees = {**variables, "objet": objet, "modele": modele, "gabarit": gabarit}
        return objet, texte.render(donnees), html.render(donnees)
    except UndefinedError as error:
        raise VariableManquante(f"Gabarit « {gabarit} » : {error.message}.") from error
    except (ValeurInutilisable, TypeError) as error:
        raise CompositionImpossible(f"Gabarit « {gabarit} » : {error}.") from error
