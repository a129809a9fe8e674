"""Les nombres qui sont une date, ou une heure sans séparateur : « 01/09/2020 », « 0830-1200 »."""

from collections.abc import Sequence
from typing import Protocol

MIDI = 12 * 60
MINUIT = 24 * 60
DATE = "#date"
"""Le mot d'une date écrite en chiffres ; aucun texte ne le contient."""

ANNONCES = frozenset({"le", "les", "du", "au", "des"})
SEPARATEURS_DE_DATE = ("BARRE", "TIRET", "POINT")
ANNEES = range(1900, 2100)
PAS = 5
"""En minutes : une heure sans séparateur est ronde à cinq minutes, un numéro ne l'est guère."""


class Brut(Protocol):
    """Un jeton qui n'est pas encore assemblé."""

    @property
    def genre(self) -> str: ...
    @property
    def mot(self) -> str: ...


def depuis_minuit(heures: str, minutes: int) -> int | None:
    """None si cette heure n'existe pas."""
    if len(heures) > 2 or minutes > 59:
        return None
    total = int(heures) * 60 + minutes
    return total if total <= MINUIT else None


def longueur_de_la_date(bruts: Sequence[Brut], i: int) -> int:
    """Le nombre de jetons de la date qui commence ici ; 0 s'il n'y en a pas.

    Sans année, « 9/12 » serait aussi bien des heures : une date suit alors « le », « du », « au ».
    """
    for longueur in (5, 3):
        partie = bruts[i : i + longueur]
        if len(partie) == longueur and _est_une_date(partie, bruts, i):
            return longueur
    return 0


def _est_une_date(partie: Sequence[Brut], bruts: Sequence[Brut], i: int) -> bool:
    nombres, separateurs = [each.mot for each in partie[::2]], partie[1::2]
    if any(each.genre != "NOMBRE" for each in partie[::2]):
        return False
    genres = {each.genre for each in separateurs}
    if len(genres) != 1 or not genres <= set(SEPARATEURS_DE_DATE):
        return False
    if len(nombres) == 3 and max(len(nombres[0]), len(nombres[2])) == 4:
        annee_devant = len(nombres[0]) == 4
        return _jour_et_mois(*(nombres[:0:-1] if annee_devant else nombres[:2]))
    sure = genres == {"BARRE"} and len(nombres[1]) == 2
    return sure and _annoncee(bruts, i) and _jour_et_mois(*nombres[:2])


def _annoncee(bruts: Sequence[Brut], i: int) -> bool:
    """« du 01/08 », ou « les 01/08 et 15/08 »."""
    avant = bruts[i - 1].mot if i else ""
    return avant in ANNONCES or (avant == "et" and i > 3 and longueur_de_la_date(bruts, i - 4) == 3)


def _jour_et_mois(jour: str, mois: str) -> bool:
    return len(jour) <= 2 and len(mois) <= 2 and 1 <= int(jour) <= 31 and 1 <= int(mois) <= 12


def sans_separateur(bruts: Sequence[Brut], i: int) -> list[int]:
    """Les minutes de « 0830-1200 » ou de « 0830-1200-1330-1700 » ; vide si ce n'en est pas.

    Des heures croissantes, deux à deux ; deux années n'en sont pas.
    """
    nombres = [] if i and _tient(bruts[i - 1]) else _enchaines(bruts, i)
    minutes = [_compacte(nombre) for nombre in nombres]
    croissantes = [each for each in minutes if each is not None]
    if len(croissantes) != len(nombres) or len(nombres) % 2 or len(nombres) < 2:
        return []
    annees = all(len(each) == 4 and int(each) in ANNEES for each in nombres)
    return [] if annees or croissantes != sorted(set(croissantes)) else croissantes


def _enchaines(bruts: Sequence[Brut], i: int) -> list[str]:
    """Les nombres séparés par un tiret, ou par « à » ; vide si le dernier tient à autre chose."""
    nombres = [bruts[i].mot]
    i += 1
    while i + 1 < len(bruts) and _lies(bruts, i):
        nombres.append(bruts[i + 1].mot)
        i += 2
    return [] if i < len(bruts) and _tient(bruts[i]) else nombres


def _tient(voisin: Brut) -> bool:
    """Ce qui touche un nombre et en fait autre chose : un numéro, une date, une heure en « h »."""
    if voisin.genre == "NOMBRE":
        return _compacte(voisin.mot) is None
    return voisin.genre in ("TIRET", "POINT", "DEUX_POINTS") or voisin.mot in ("h", "a")


def _lies(bruts: Sequence[Brut], i: int) -> bool:
    entre = bruts[i].genre == "TIRET" or bruts[i].mot == "a"
    return entre and bruts[i + 1].genre == "NOMBRE"


def _compacte(nombre: str) -> int | None:
    if len(nombre) not in (3, 4) or int(nombre[-2:]) % PAS:
        return None
    return depuis_minuit(nombre[:-2], int(nombre[-2:]))
