"""Comparer des identités sans s'arrêter à leur écriture : une seule clé pour tous.

Matricules, noms, communes, titres et recherches se comparent par elle ; ce qui est gardé et montré
reste l'écriture d'origine.
"""

import re
import unicodedata
from collections.abc import Iterable

_APOSTROPHES = dict.fromkeys(map(ord, "’‘‛ʼʻʽʹ′`´ꞌ＇"), "'")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_TIRETS_HORS_CATEGORIE = "−⁃˗"
_INVISIBLES_HORS_CATEGORIE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_NOMS = {
    "\u00a0": "espace insécable",
    "\u00ad": "trait d'union conditionnel",
    "\u200b": "espace sans chasse",
    "\u200c": "antiliant sans chasse",
    "\u200d": "liant sans chasse",
    "\u200e": "marque de gauche à droite",
    "\u200f": "marque de droite à gauche",
    "\u2009": "espace fine",
    "\u202f": "espace insécable étroite",
    "\u2010": "trait d'union",
    "\u2011": "trait d'union insécable",
    "\u2012": "tiret numérique",
    "\u2013": "tiret demi-cadratin",
    "\u2014": "tiret cadratin",
    "\u2212": "signe moins",
    "\u2018": "apostrophe culbutée",
    "\u2019": "apostrophe courbe",
    "\u2060": "gluon de mots",
    "\ufeff": "marque d'ordre des octets",
    "œ": "e dans l'o",
    "Œ": "e dans l'o",
    "æ": "e dans l'a",
    "Æ": "e dans l'a",
}


def cle(texte: str) -> str:
    """Un code réduit à ce qui le distingue : « 15–01 », « 15 - 01 » et « 15-01 » n'en font qu'un.

    Sans casse, accents ni caractères invisibles ; un seul tiret, une seule apostrophe, un seul
    blanc ; les ligatures en deux lettres.
    """
    decompose = unicodedata.normalize("NFKD", texte.translate(_APOSTROPHES))
    visible = "".join(map(_ramener, decompose)).casefold().translate(_LIGATURES)
    return re.sub(" ?- ?", "-", " ".join(visible.split()))


def normaliser(texte: str) -> str:
    """Un nom réduit à ses lettres et chiffres : la clé, sans ponctuation."""
    return "".join(c for c in cle(texte) if c.isalnum())


def sans_invisibles(texte: str) -> str:
    """Le texte tel qu'il se voit."""
    if _tout_se_voit(texte):
        return texte
    return "".join(c for c in texte if not est_invisible(c)).strip()


def invisibles(texte: str) -> list[str]:
    """Les caractères du texte qui ne se voient pas, chacun une fois."""
    if _tout_se_voit(texte):
        return []
    return [c for c in dict.fromkeys(texte) if est_invisible(c)]


def _tout_se_voit(texte: str) -> bool:
    """Sans regarder chaque caractère : les tableaux en ont des millions."""
    return texte.isascii() or (texte.isprintable() and _INVISIBLES_HORS_CATEGORIE.isdisjoint(texte))


def est_invisible(caractere: str) -> bool:
    return unicodedata.category(caractere) == "Cf" or caractere in _INVISIBLES_HORS_CATEGORIE


def decrire(caracteres: Iterable[str]) -> str:
    """« U+200B (espace sans chasse) », pour qui ne peut pas le voir."""
    return ", ".join(f"U+{ord(c):04X} ({_nom(c)})" for c in caracteres)


def particularites(texte: str, autre: str) -> list[str]:
    """Les caractères par lesquels deux écritures de même clé diffèrent sans que cela se voie."""
    communs = set(texte) & set(autre)
    return [c for c in dict.fromkeys(texte + autre) if c not in communs and _trompeur(c)]


def _trompeur(caractere: str) -> bool:
    lettre = unicodedata.category(caractere)[0] == "L"
    return not caractere.isascii() and (not lettre or caractere in "œŒæÆ")


def _ramener(caractere: str) -> str:
    """Un caractère décomposé, sous la forme qui se compare."""
    categorie = unicodedata.category(caractere)
    if categorie[0] == "M" or est_invisible(caractere):
        return ""
    return "-" if categorie == "Pd" or caractere in _TIRETS_HORS_CATEGORIE else caractere


def _nom(caractere: str) -> str:
    defaut = "caractère invisible" if est_invisible(caractere) else "sans nom"
    return _NOMS.get(caractere) or unicodedata.name(caractere, defaut).lower()
