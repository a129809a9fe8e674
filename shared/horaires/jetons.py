"""Les mots et les heures d'un texte d'horaires, sans accents, avec leur place dans le texte."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from shared.horaires.nombres import (
    DATE,
    MIDI,
    depuis_minuit,
    longueur_de_la_date,
    sans_separateur,
)

Genre = Literal[
    "HEURE", "MOT", "NOMBRE", "TIRET", "BARRE", "COUPURE", "LIAISON", "VIRGULE",
    "DEUX_POINTS", "POINT", "OUVRANTE", "FERMANTE",
]  # fmt: skip

SIGNES: dict[str, Genre] = {
    **dict.fromkeys("-‐‑‒–—―−⁃﹘﹣－\u00ad_~～>→⇒➔➙➜➝➞⟶⟹", "TIRET"),
    **dict.fromkeys("/|\\¦│∕⁄／", "BARRE"),
    **dict.fromkeys("([", "OUVRANTE"),
    **dict.fromkeys(")]", "FERMANTE"),
    **dict.fromkeys("+&;\n\r•·", "LIAISON"),
    "//": "COUPURE",
    ",": "VIRGULE",
    ":": "DEUX_POINTS",
    ".": "POINT",
}
SANS_VALEUR = frozenset("'’‘\"«»“”!")
LEXEME = re.compile(r"[0-9]+|[^\W\d_]+|//|[\n\r]|\S")

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
MOIS = frozenset(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre "
    "janv fevr fev avr juil sept oct nov dec".split()
)


@dataclass(frozen=True)
class Jeton:
    """``minutes`` depuis minuit pour une heure, ``None`` si elle n'existe pas (« 113:30 »).

    ``nue`` : une heure écrite d'un seul nombre, sans « h » ni « : ».
    """

    genre: Genre
    debut: int
    fin: int
    mot: str = ""
    minutes: int | None = None
    complete: bool = True
    nue: bool = False


def sans_accents(texte: str) -> str:
    decompose = unicodedata.normalize("NFD", texte.lower())
    return "".join(c for c in decompose if not unicodedata.combining(c))


def decouper(texte: str) -> list[Jeton]:
    bruts = [_brut(m) for m in LEXEME.finditer(texte) if m.group() not in SANS_VALEUR]
    jetons: list[Jeton] = []
    i = 0
    while i < len(bruts):
        nouveaux, i = _assembler(bruts, i)
        jetons += [jeton for jeton in nouveaux if jeton.genre != "POINT"]
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


def _assembler(bruts: list[Jeton], i: int) -> tuple[list[Jeton], int]:
    if bruts[i].genre == "NOMBRE":
        return _nombre(bruts, i)
    if bruts[i].mot == "midi":
        return [_fondre(bruts[i : i + 1], "HEURE", minutes=MIDI)], i + 1
    for longueur in (2, 3):
        mot = _compose(bruts[i : i + longueur])
        if mot:
            return [_fondre(bruts[i : i + longueur], "MOT", mot=mot)], i + longueur
    return bruts[i : i + 1], i + 1


def _compose(bruts: list[Jeton]) -> str | None:
    if len(bruts) == 3 and bruts[1].genre != "TIRET":
        return None
    return COMPOSES.get((bruts[0].mot, bruts[-1].mot)) if len(bruts) > 1 else None


def _nombre(bruts: list[Jeton], i: int) -> tuple[list[Jeton], int]:
    if i and bruts[i - 1].mot in COMPTEURS:
        return bruts[i : i + 1], i + 1
    if longueur := longueur_de_la_date(bruts, i):
        return [_fondre(bruts[i : i + longueur], "MOT", mot=DATE)], i + longueur
    if minutes := sans_separateur(bruts, i):
        suite = bruts[i : i + 2 * len(minutes) - 1]
        return list(_sans_separateur(suite, minutes)), i + len(suite)
    jeton, i = _heure(bruts, i)
    return [jeton], i


def _sans_separateur(suite: list[Jeton], minutes: list[int]) -> Iterator[Jeton]:
    for rang, brut in enumerate(suite):
        pair = rang % 2 == 0
        yield _fondre([brut], "HEURE", minutes=minutes[rang // 2]) if pair else brut


def _heure(bruts: list[Jeton], i: int) -> tuple[Jeton, int]:
    suivant = bruts[i + 1] if i + 1 < len(bruts) else None
    if suivant and (suivant.mot in H or suivant.genre in ("DEUX_POINTS", "POINT")):
        if _a_des_secondes(bruts, i):
            return _horaire(bruts[i : i + 5], int(bruts[i + 2].mot)), i + 5
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


def _a_des_secondes(bruts: list[Jeton], i: int) -> bool:
    """« 09:00:00 », comme l'écrit un tableur ; dans « 14:00:16:00 », 16 n'en est pas."""
    partie = bruts[i : i + 5]
    if len(partie) < 5 or partie[4].mot != "00" or not _est_minutes(bruts, i + 4):
        return False
    colles = all(a.fin == b.debut for a, b in zip(partie, partie[1:], strict=False))
    deux_points = [partie[1].genre, partie[3].genre] == ["DEUX_POINTS", "DEUX_POINTS"]
    return colles and deux_points and partie[2].genre == "NOMBRE" and len(partie[2].mot) == 2


def _horaire(bruts: list[Jeton], minutes: int, complete: bool = True, nue: bool = False) -> Jeton:
    depuis = depuis_minuit(bruts[0].mot, minutes)
    return _fondre(bruts, "HEURE", minutes=depuis, complete=complete, nue=nue)


def _fondre(
    bruts: list[Jeton],
    genre: Genre,
    mot: str = "",
    minutes: int | None = None,
    complete: bool = True,
    nue: bool = False,
) -> Jeton:
    return Jeton(genre, bruts[0].debut, bruts[-1].fin, mot, minutes, complete, nue)


def _sans_faux_nombres(jetons: list[Jeton]) -> Iterator[Jeton]:
    """Un nombre seul est une heure (« 9-12 »), sauf s'il tient à un mot (« 1er », « sur 2 »)."""
    for i, jeton in enumerate(jetons):
        if jeton.genre != "NOMBRE":
            yield jeton
        elif _appartient_au_texte(jetons, i) or _est_un_jour_du_mois(jetons, i):
            yield _fondre([jeton], "MOT", mot=jeton.mot)
        else:
            yield _horaire([jeton], 0, nue=True)


def _appartient_au_texte(jetons: list[Jeton], i: int) -> bool:
    if i and jetons[i - 1].mot in COMPTEURS:
        return True
    suivant = jetons[i + 1] if i + 1 < len(jetons) else None
    return suivant is not None and suivant.genre == "MOT" and suivant.mot not in PROCHES


def _est_un_jour_du_mois(jetons: list[Jeton], i: int) -> bool:
    """« du 1 au 15 août », « 14-17 mai » : des nombres, puis le nom d'un mois."""
    while i < len(jetons) and _dans_une_enumeration(jetons[i]):
        i += 1
    return i < len(jetons) and jetons[i].mot in MOIS


def _dans_une_enumeration(jeton: Jeton) -> bool:
    return jeton.genre in ("NOMBRE", "TIRET", "LIAISON", "VIRGULE") or jeton.mot in PROCHES
