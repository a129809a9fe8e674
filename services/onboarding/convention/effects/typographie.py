"""L'écriture française des documents : des dates, et des textes imprimables."""

import re
import unicodedata
from datetime import date
from typing import TypeVar, cast

from shared.typographie import NBSP, jour_long

T = TypeVar("T")

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


def date_longue(iso: str) -> str:
    """« 2020-01-01 » → « 1er janvier 2020 » ; ValueError si ce n'est pas un jour."""
    return jour_long(date.fromisoformat(iso))


def lisible(valeur: T) -> T:
    """Les mêmes valeurs, dont chaque texte peut être composé par Word comme en PDF/UA."""
    return cast(T, _lisible(valeur))


def _lisible(valeur: object) -> object:
    if isinstance(valeur, str):
        return _texte(valeur)
    if isinstance(valeur, dict):
        return {cle: _lisible(each) for cle, each in valeur.items()}
    if isinstance(valeur, list | tuple):
        return [_lisible(each) for each in valeur]
    return valeur


def _texte(brut: str) -> str:
    """Retire les caractères invisibles ; remplace par � ceux que les polices n'ont pas."""
    texte = _ESPACES.sub(" ", unicodedata.normalize("NFC", brut))
    texte = _SANS_GLYPHE.sub("\ufffd", _INVISIBLES.sub("", texte)).strip(" ")
    texte = _PONCTUATION_DOUBLE.sub(NBSP, texte)
    return texte if "@" in texte else _APOSTROPHE.sub("’", texte)
