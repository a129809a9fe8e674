"""Les morceaux d'un texte d'horaires : suites d'heures, mentions, parenthèses et séparations."""

from dataclasses import dataclass
from typing import Literal

from shared.horaires.jetons import PROCHES, Jeton

Jonction = Literal["LIEN", "ESPACE", "BARRE", "FORTE"]
"""Entre deux heures : un tiret ou un mot, rien qu'un espace, une barre seule, autre chose."""


@dataclass(frozen=True)
class Chaine:
    """Des heures séparées seulement par des tirets, des barres ou des liaisons."""

    heures: tuple[Jeton, ...]
    jonctions: tuple[Jonction, ...]
    debut: int
    fin: int


@dataclass(frozen=True)
class Mention:
    """Des mots ; ``introduit`` : ils finissent par deux-points."""

    mots: tuple[str, ...]
    introduit: bool
    debut: int
    fin: int


@dataclass(frozen=True)
class Parenthese:
    mots: tuple[str, ...]
    a_des_heures: bool
    debut: int
    fin: int


@dataclass(frozen=True)
class Separation:
    """``ferme_la_portee`` : après « // », la mention qui précède ne vaut plus."""

    ferme_la_portee: bool


Morceau = Chaine | Mention | Parenthese | Separation


def assembler(jetons: list[Jeton]) -> list[Morceau]:
    morceaux: list[Morceau] = []
    i = 0
    while i < len(jetons):
        morceau, i = _lire(jetons, i)
        if morceau is not None:
            morceaux.append(morceau)
    return morceaux


def _lire(jetons: list[Jeton], i: int) -> tuple[Morceau | None, int]:
    match jetons[i].genre:
        case "HEURE":
            return _chaine(jetons, i)
        case "OUVRANTE":
            return _parenthese(jetons, i)
        case "COUPURE" | "BARRE" | "LIAISON":
            return Separation(jetons[i].genre == "COUPURE"), i + 1
        case "FERMANTE":
            return None, i + 1
        case _:
            return _mention(jetons, i)


def _chaine(jetons: list[Jeton], i: int) -> tuple[Chaine, int]:
    heures, jonctions = [jetons[i]], []
    suivante = _prochaine_heure(jetons, i + 1)
    while suivante is not None:
        jonctions.append(_jonction(jetons[i + 1 : suivante]))
        heures.append(jetons[suivante])
        i = suivante
        suivante = _prochaine_heure(jetons, i + 1)
    return Chaine(tuple(heures), tuple(jonctions), heures[0].debut, heures[-1].fin), i + 1


def _prochaine_heure(jetons: list[Jeton], i: int) -> int | None:
    while i < len(jetons) and _joint(jetons[i]):
        i += 1
    return i if i < len(jetons) and jetons[i].genre == "HEURE" else None


def _joint(jeton: Jeton) -> bool:
    return jeton.genre in ("TIRET", "BARRE", "LIAISON", "VIRGULE") or jeton.mot in PROCHES


def _jonction(entre: list[Jeton]) -> Jonction:
    if not entre:
        return "ESPACE"
    forts = [j.genre for j in entre if j.genre in ("BARRE", "LIAISON", "VIRGULE")]
    if not forts:
        return "LIEN"
    return "BARRE" if len(entre) == 1 and forts == ["BARRE"] else "FORTE"


def _parenthese(jetons: list[Jeton], i: int) -> tuple[Parenthese, int]:
    fin = _fermante(jetons, i)
    contenu = jetons[i:fin]
    mots = tuple(j.mot for j in contenu if j.genre == "MOT")
    heures = any(j.genre == "HEURE" for j in contenu)
    return Parenthese(mots, heures, jetons[i].debut, contenu[-1].fin), fin


def _fermante(jetons: list[Jeton], i: int) -> int:
    profondeur = 0
    for j in range(i, len(jetons)):
        profondeur += {"OUVRANTE": 1, "FERMANTE": -1}.get(jetons[j].genre, 0)
        if profondeur == 0:
            return j + 1
    return len(jetons)


def _mention(jetons: list[Jeton], i: int) -> tuple[Mention | None, int]:
    fin = i
    while fin < len(jetons) and _dans_le_texte(jetons, fin):
        fin += 1
    suite = jetons[i:fin]
    mots = [j for j in suite if j.genre == "MOT"]
    if not mots:
        return None, fin
    introduit = suite[-1].genre == "DEUX_POINTS"
    return Mention(tuple(j.mot for j in mots), introduit, mots[0].debut, suite[-1].fin), fin


def _dans_le_texte(jetons: list[Jeton], i: int) -> bool:
    """« et » fait partie de « 2ème et 4ème samedis » ; dans « sur RDV et 14h-17h », il sépare."""
    if jetons[i].genre == "LIAISON":
        return i + 1 < len(jetons) and jetons[i].mot == "et" and jetons[i + 1].genre == "MOT"
    return jetons[i].genre in ("MOT", "TIRET", "VIRGULE", "DEUX_POINTS")
