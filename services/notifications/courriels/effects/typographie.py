"""Écrire en français : espaces insécables, jours, heures et montants."""

from datetime import date, datetime

from shared import typographie
from shared.clock import PARIS, paris_date
from shared.typographie import NBSP, jour_long


class ValeurInutilisable(ValueError):
    """Une variable n'a pas la forme attendue ; le message dit laquelle."""


def civil(valeur: object) -> date:
    """Le jour civil, heure de Paris, d'une date ou d'un instant (ISO 8601 admis)."""
    if isinstance(valeur, str):
        valeur = _iso(valeur)
    if isinstance(valeur, datetime):
        return paris_date(valeur)
    if isinstance(valeur, date):
        return valeur
    raise ValeurInutilisable(f"« {valeur} » n'est pas une date.")


def jour(valeur: object) -> str:
    """« 1er janvier 2020 »."""
    return jour_long(civil(valeur))


def heure(valeur: object) -> str:
    """« 10 h 00 », heure de Paris ; refuse un jour sans heure."""
    instant = _iso(valeur) if isinstance(valeur, str) else valeur
    if not isinstance(instant, datetime):
        raise ValeurInutilisable(f"« {valeur} » n'a pas d'heure.")
    a_paris = instant.astimezone(PARIS)
    return f"{a_paris.hour}{NBSP}h{NBSP}{a_paris.minute:02}"


def euros(centimes: object) -> str:
    """« 30 000,00 € », d'un nombre entier de centimes."""
    if not isinstance(centimes, int) or isinstance(centimes, bool):
        raise ValeurInutilisable(f"« {centimes} » n'est pas un nombre entier de centimes.")
    return typographie.euros(centimes)


def _iso(texte: str) -> date:
    try:
        return datetime.fromisoformat(texte) if "T" in texte else date.fromisoformat(texte)
    except ValueError as error:
        raise ValeurInutilisable(f"« {texte} » n'est pas une date ISO 8601.") from error
