"""L'écriture française des montants, des jours et des durées, la même dans tous les documents."""

import re
from datetime import date

NBSP = "\N{NO-BREAK SPACE}"
MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)


_AVANT = re.compile(r" ([:;?»]|!(?!=))")
_FIN_DE_MOT = re.compile(r"(?<=[^\Wsxz])\b")


def insecables(texte: str) -> str:
    """Met les espaces insécables de la ponctuation double et des guillemets."""
    return _AVANT.sub(rf"{NBSP}\1", texte).replace("« ", f"«{NBSP}")


def euros(centimes: int) -> str:
    """3000000 → « 30 000,00 € »."""
    entiers, reste = divmod(abs(centimes), 100)
    signe = "−" if centimes < 0 else ""
    milliers = f"{signe}{entiers:,}".replace(",", NBSP)
    return f"{milliers},{reste:02d}{NBSP}€"


def jour_long(jour: date) -> str:
    """« 1er janvier 2020 »."""
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{quantieme}{NBSP}{MOIS[jour.month - 1]} {jour.year}"


def decimal(nombre: float) -> str:
    """2.5 → « 2,5 »."""
    return f"{nombre:g}".replace(".", ",")


def denombrer(nombre: int, mots: str) -> str:
    """1, « ligne rejetée » → « 1 ligne rejetée » ; à partir de deux, chaque mot prend un s.

    Un mot qui finit par s, x ou z n'en prend pas : « 3 caractères admis ».
    """
    accordes = mots if nombre < 2 else _FIN_DE_MOT.sub("s", mots)
    return f"{nombre} {accordes}"


def duree(minutes: int) -> str:
    """2130 → « 35 h 30 »."""
    heures, reste = divmod(minutes, 60)
    return NBSP.join([str(heures), "h", *([f"{reste:02d}"] if reste else [])])
