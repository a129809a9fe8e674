"""Ce que tout tableau ouvert a en commun, quel que soit son format : des lignes de texte propre."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shared.refusal import RefusDefinitif

FORMATS = (
    "Formats acceptés : CSV (texte séparé par des virgules, des points-virgules ou des "
    "tabulations) et classeur Excel « .xlsx »."
)
_CONTROLES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


class TableauRefuse(RefusDefinitif):
    """Le fichier entier est refusé ; le message dit pourquoi et comment le corriger (A-012)."""


@dataclass(frozen=True)
class Feuille:
    """Une façon de lire les lignes du fichier : un onglet, ou un délimiteur."""

    nom: str
    lignes: Callable[[], Iterator[list[str]]]


def nettoyer(texte: str) -> str:
    """Forme NFC, sans caractère de contrôle ni blanc autour ; les retours à la ligne restent."""
    return _CONTROLES.sub(" ", unicodedata.normalize("NFC", texte)).strip()


def est_binaire(texte: str) -> bool:
    debut = texte[:8192]
    return "\x00" in texte or len(_CONTROLES.findall(debut)) > len(debut) // 100


def rogner(cellules: list[str]) -> list[str]:
    """Les cellules sans les vides de fin."""
    while cellules and not cellules[-1]:
        cellules.pop()
    return cellules
