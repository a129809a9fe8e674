"""Les mots et les heures d'un texte d'horaires, sans accents, avec leur place dans le texte."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Genre = Literal[
    "HEURE", "MOT", "NOMBRE", "TIRET", "BARRE", "COUPURE", "LIAISON", "VIRGULE",
    "DEUX_POINTS", "POINT", "OUVRANTE", "FERMANTE",
]  # fmt: skip

SIGNES: dict[str, Genre] = {
    **dict.fromkeys("-‐‑‒–—−", "TIRET"),
    **dict.fromkeys("/|", "BARRE"),
    **dict.fromkeys("([", "OUVRANTE"),
    **dict.fromkeys(")]", "FERMANTE"),
    **dict.fromkeys("+&;\n", "LIAISON"),
    "//": "COUPURE",
    ",": "VIRGULE",
    ":": "DEUX_POINTS",
    ".": "POINT",
}
SANS_VALEUR = frozenset("'’‘\"«»“”!\u200b\ufeff")
LEXEME = re.compile(r"[0-9]+|[^\W\d_]+|//|\n|\S")

H = frozenset({"h", "hr", "hrs", "heure", "heures"})
LIAISONS = frozenset({"et", "puis"})
PROCHES = frozenset({"a", "au", "jusqu", "de", "du"})
COMPTEURS = frozenset({"sur", "par", "semaine", "semaines", "sem", "n"})
SYNONYMES = {"rv": "rdv", "rdvs": "rdv", "am": "apresmidi", "aprem": "apresmidi"}
COMPOSES = {
    ("apres", "midi"): "apresmidi",
    ("apres", "midis"): "apresmidi",
    ("rendez", "vous"): "rdv",
}

MIDI = 12 * 60
MINUIT = 24 * 60


@dataclass(frozen=True)
class Jeton:
    """``minutes`` depuis minuit pour une heure, ``None`` si elle n'existe pas (« 113:30 »)."""

    genre: Genre
    debut: int
    fin: int
    mot: str = ""
    minutes: int | None = None
    complete: bool = True


def sans_accents(texte: str) -> str:
    decompose = unicodedata.normalize("NFD", texte.lower())
    return "".join(c for c in decompose if not unicodedata.combining(c))


def decouper(texte: str) -> list[Jeton]:
    bruts = [_brut(m) for m in LEXEME.finditer(texte) if m.group() not in SANS_VALEUR]
    jetons: list[Jeton] = []
    i = 0
    while i < len(bruts):
        jeton, i = _assembler(bruts, i)
        if jeton.genre != "POINT":
            jetons.append(jeton)
    return list(_sans_faux_nombres(jetons))


def _brut(lexeme: re.Match[str]) -> Jeton:
    texte = lexeme.group()
    if texte.isascii() and texte.isdigit():
        genre: Genre = "NOMBRE"
    else:
        genre = SIGNES.get(texte, "MOT")
    mot = sans_accents(texte)
    if mot in LIAISONS:
        genre = "LIAISON"
    return Jeton(genre, *lexeme.span(), mot=SYNONYMES.get(mot, mot))


def _assembler(bruts: list[Jeton], i: int) -> tuple[Jeton, int]:
    if bruts[i].genre == "NOMBRE" and not (i and bruts[i - 1].mot in COMPTEURS):
        return _heure(bruts, i)
    if bruts[i].mot == "midi":
        return _fondre(bruts[i : i + 1], "HEURE", minutes=MIDI), i + 1
    for longueur in (2, 3):
        mot = _compose(bruts[i : i + longueur])
        if mot:
            return _fondre(bruts[i : i + longueur], "MOT", mot=mot), i + longueur
    return bruts[i], i + 1


def _compose(bruts: list[Jeton]) -> str | None:
    if len(bruts) == 3 and bruts[1].genre != "TIRET":
        return None
    return COMPOSES.get((bruts[0].mot, bruts[-1].mot)) if len(bruts) > 1 else None


def _heure(bruts: list[Jeton], i: int) -> tuple[Jeton, int]:
    suivant = bruts[i + 1] if i + 1 < len(bruts) else None
    if suivant and (suivant.mot in H or suivant.genre in ("DEUX_POINTS", "POINT")):
        if _est_minutes(bruts, i + 2):
            return _horaire(bruts[i : i + 3], int(bruts[i + 2].mot)), i + 3
        if suivant.genre != "POINT":
            return _horaire(bruts[i : i + 2], 0, complete=suivant.mot in H), i + 2
    return bruts[i], i + 1


def _est_minutes(bruts: list[Jeton], i: int) -> bool:
    """« 9h12h », « 9: 12:30 » : deux chiffres suivis de « h » ou « : » ne sont pas des minutes."""
    if i >= len(bruts) or bruts[i].genre != "NOMBRE" or len(bruts[i].mot) != 2:
        return False
    suivant = bruts[i + 1] if i + 1 < len(bruts) else None
    return not (suivant and (suivant.mot in H or suivant.genre == "DEUX_POINTS"))


def _horaire(bruts: list[Jeton], minutes: int, complete: bool = True) -> Jeton:
    return _fondre(bruts, "HEURE", minutes=_depuis_minuit(bruts[0].mot, minutes), complete=complete)


def _depuis_minuit(heures: str, minutes: int) -> int | None:
    if len(heures) > 2 or minutes > 59:
        return None
    total = int(heures) * 60 + minutes
    return total if total <= MINUIT else None


def _fondre(
    bruts: list[Jeton],
    genre: Genre,
    mot: str = "",
    minutes: int | None = None,
    complete: bool = True,
) -> Jeton:
    return Jeton(genre, bruts[0].debut, bruts[-1].fin, mot, minutes, complete)


def _sans_faux_nombres(jetons: list[Jeton]) -> Iterator[Jeton]:
    """Un nombre seul est une heure (« 9-12 »), sauf s'il tient à un mot (« 1er », « sur 2 »)."""
    for i, jeton in enumerate(jetons):
        if jeton.genre != "NOMBRE":
            yield jeton
        elif _appartient_au_texte(jetons, i):
            yield _fondre([jeton], "MOT", mot=jeton.mot)
        else:
            yield _horaire([jeton], 0)


def _appartient_au_texte(jetons: list[Jeton], i: int) -> bool:
    if i and jetons[i - 1].mot in COMPTEURS:
        return True
    suivant = jetons[i + 1] if i + 1 < len(jetons) else None
    return suivant is not None and suivant.genre == "MOT" and suivant.mot not in PROCHES
