"""L'écriture française des documents : montants, dates, durées, et des textes imprimables."""

import re
import unicodedata
from datetime import date
from typing import Any

INSECABLE = "\u00a0"
MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)

_ESPACES = re.compile(r"[\t\n\r\f\v\u2028\u2029 ]+")
_INVISIBLES = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
# What the fonts embedded in typst hold; PDF/UA refuses a document with a glyph they lack.
_SANS_GLYPHE = re.compile(
    "[^\u0020-\u0377\u0400-\u04ff\u1e00-\u1eff\u2000-\u2027\u202f-\u2040"
    "\u20a0-\u20bf\u2116\u2122\u2190-\u22ff\u25a0-\u25ff\ufb00-\ufb06]"
)
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_PONCTUATION_DOUBLE = re.compile(r" (?=[:;!?»%])|(?<=«) ")


def euros(centimes: int) -> str:
    """3000000 → « 30 000,00 € »."""
    entiers, reste = divmod(abs(centimes), 100)
    signe = "−" if centimes < 0 else ""
    milliers = f"{signe}{entiers:,}".replace(",", INSECABLE)
    return f"{milliers},{reste:02d}{INSECABLE}€"


def date_longue(iso: str) -> str:
    """« 2020-01-01 » → « 1er janvier 2020 » ; ValueError si ce n'est pas un jour."""
    jour = date.fromisoformat(iso)
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{quantieme}{INSECABLE}{MOIS[jour.month - 1]} {jour.year}"


def duree(minutes: int) -> str:
    """2130 → « 35 h 30 »."""
    heures, reste = divmod(minutes, 60)
    return INSECABLE.join([str(heures), "h", *([f"{reste:02d}"] if reste else [])])


def decimal(nombre: float) -> str:
    """2.5 → « 2,5 »."""
    return f"{nombre:g}".replace(".", ",")


def lisible(valeur: Any) -> Any:
    """Les mêmes valeurs, dont chaque texte peut être composé par Word comme en PDF/UA."""
    if isinstance(valeur, str):
        return _texte(valeur)
    if isinstance(valeur, dict):
        return {cle: lisible(each) for cle, each in valeur.items()}
    if isinstance(valeur, list | tuple):
        return [lisible(each) for each in valeur]
    return valeur


def _texte(brut: str) -> str:
    """Ce qui ne se voit pas disparaît, ce qui ne peut s'imprimer se voit : �."""
    texte = _ESPACES.sub(" ", unicodedata.normalize("NFC", brut))
    texte = _SANS_GLYPHE.sub("\ufffd", _INVISIBLES.sub("", texte)).strip(" ")
    texte = _PONCTUATION_DOUBLE.sub(INSECABLE, texte)
    return texte if "@" in texte else _APOSTROPHE.sub("’", texte)
