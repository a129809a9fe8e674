"""Ce que tout tableau ouvert a en commun, quel que soit son format : des lignes de texte propre."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from services.labellisation.fichiers.reading.encodage import reparer
from shared.refusal import RefusDefinitif

FORMATS = (
    "Formats acceptés : CSV (texte séparé par des virgules, des points-virgules, des tabulations "
    "ou des barres verticales) et classeur Excel « .xlsx »."
)
Alteration = Literal[
    "FORMULE",
    "ERREUR",
    "FUSION",
    "REPRISE",
    "DATE",
    "HEURE",
    "BOOLEEN",
    "EXPOSANT",
    "PERDU",
    "ENCODAGE",
]
"""Ce qu'un tableur, ou un encodage, a fait d'une saisie (`donnees/alterations.yaml`)."""

_CONTROLES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ECHAPPEMENTS = re.compile("(?:_x[0-9A-Fa-f]{4}_)+")


class TableauRefuse(RefusDefinitif):
    """Le fichier entier est refusé ; le message dit pourquoi et comment le corriger (A-012)."""


class Cellule(NamedTuple):
    """Le texte d'une cellule, et ce qui lui est arrivé."""

    texte: str = ""
    alteration: Alteration | None = None


@dataclass(frozen=True)
class Rangee:
    """Une ligne ; ``numero`` est celui que montre un tableur, les colonnes se comptent de zéro."""

    numero: int
    cellules: list[str]
    alterations: Mapping[int, Alteration] = field(default_factory=dict)
    masquee: bool = False
    colonnes_masquees: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Feuille:
    """Une façon de lire les lignes du fichier : un onglet, ou un délimiteur."""

    nom: str
    rangees: Callable[[], Iterator[Rangee]]
    onglet: str = ""
    masquee: bool = False


def rangee(
    numero: int,
    cellules: Iterable[Cellule],
    masquee: bool = False,
    colonnes_masquees: frozenset[int] = frozenset(),
) -> Rangee:
    """Une ligne, sans les cellules vides de fin."""
    lues = list(cellules)
    while lues and not lues[-1].texte and lues[-1].alteration in (None, "FUSION"):
        lues.pop()
    alterations = {rang: lue.alteration for rang, lue in enumerate(lues) if lue.alteration}
    return Rangee(numero, [lue.texte for lue in lues], alterations, masquee, colonnes_masquees)


def cellule(brut: str, alteration: Alteration | None = None) -> Cellule:
    """Le texte propre d'une cellule ; s'il était encodé deux fois, il est remis en clair."""
    clair = brut if brut.isascii() else reparer(brut)
    if clair != brut:
        alteration = alteration or "ENCODAGE"
    return Cellule(nettoyer(clair), alteration)


def nettoyer(texte: str) -> str:
    """Forme NFC, sans caractère de contrôle ni blanc autour ; les retours à la ligne restent."""
    if texte.isascii() and texte.isprintable():
        return texte.strip()
    lignes = texte.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLES.sub(" ", unicodedata.normalize("NFC", lignes)).strip()


def deplier(texte: str) -> str:
    """Les caractères qu'un classeur écrit par leur code : « _x000D_ » est un retour."""
    return _ECHAPPEMENTS.sub(_deplies, texte) if "_x" in texte else texte


def _deplies(trouves: re.Match[str]) -> str:
    codes = bytes.fromhex("".join(re.findall("_x(....)_", trouves[0])))
    return codes.decode("utf-16-be", "replace")


def est_binaire(texte: str) -> bool:
    debut = texte[:8192]
    return "\x00" in texte or len(_CONTROLES.findall(debut)) > len(debut) // 100
