"""Ouvrir un CSV : son encodage, puis une lecture possible par délimiteur."""

import csv
import io
import re
from collections.abc import Iterator

from services.labellisation.fichiers.reading.encodage import Illisible, decoder
from services.labellisation.fichiers.reading.feuille import (
    FORMATS,
    Cellule,
    Feuille,
    Rangee,
    TableauRefuse,
    cellule,
    deplier,
    est_binaire,
    rangee,
)
from shared.spreadsheet import original

_COLONNES_EXCEL = 16_384
_DELIMITEURS = (",", ";", "\t", "|")
_OLE = b"\xd0\xcf\x11\xe0"
_SIGNATURES = {
    rb"%PDF": "un document PDF",
    rb"\x89PNG|\xff\xd8\xff|GIF8": "une image",
    rb"\{\\rtf": "un document de traitement de texte",
    rb"\x1f\x8b|7z\xbc\xaf|Rar!": "une archive compressée : décompressez-la",
    rb"(?i)\s*<(!doctype html|html|table)": "une page web enregistrée comme un tableau",
    rb"\s*<\?xml": "un document XML",
}
_TEXTE_FORCE = re.compile('="([^"]*)"')


def feuilles_du_texte(nom: str, contenu: bytes) -> tuple[tuple[Feuille, ...], tuple[str, ...]]:
    """Une feuille par délimiteur possible, et des remarques ; lève ``TableauRefuse``."""
    if nature := _autre_nature(contenu):
        raise TableauRefuse(f"Le fichier « {nom} » est {nature}. {FORMATS}")
    try:
        texte, remarques = decoder(contenu)
    except Illisible as erreur:
        raise _binaire(nom, str(erreur)) from None
    if est_binaire(texte):
        raise _binaire(nom, _premier_nul(texte))
    return tuple(_feuille(nom, texte, d) for d in _DELIMITEURS), remarques


def _autre_nature(contenu: bytes) -> str | None:
    if contenu.startswith(_OLE):
        return _nature_ole(contenu)
    debut = contenu[:512].removeprefix(b"\xef\xbb\xbf")
    trouvees = (nature for motif, nature in _SIGNATURES.items() if re.match(motif, debut))
    return next(trouvees, None)


def _nature_ole(contenu: bytes) -> str:
    """Un même contenant pour les anciens classeurs et pour les classeurs chiffrés."""
    if "EncryptedPackage".encode("utf-16-le") in contenu:
        return "un classeur protégé par un mot de passe : retirez-le, puis recommencez"
    if "Workbook".encode("utf-16-le") in contenu or "Book".encode("utf-16-le") in contenu:
        return "un ancien classeur « .xls » : enregistrez-le au format « .xlsx »"
    return "un ancien classeur « .xls » ou un classeur protégé par un mot de passe"


def _binaire(nom: str, ou: str) -> TableauRefuse:
    return TableauRefuse(
        f"Le fichier « {nom} » ne contient pas du texte mais des données binaires"
        f"{f' ({ou})' if ou else ''}. {FORMATS}"
    )


def _premier_nul(texte: str) -> str:
    avant, nul, _ = texte.partition("\x00")
    if not nul:
        return ""
    ligne = avant.rpartition("\n")[2]
    return f"octet nul, ligne {avant.count(chr(10)) + 1} du texte, octet {len(ligne.encode()) + 1}"


def _demesure(nom: str, ligne: int) -> TableauRefuse:
    return TableauRefuse(
        f"Le fichier « {nom} » a trop de colonnes à la ligne {ligne} du texte : "
        "supprimez les séparateurs en trop."
    )


def _feuille(nom: str, texte: str, delimiteur: str) -> Feuille:
    def rangees() -> Iterator[Rangee]:
        # strict: a quote never closed would swallow every row after it in silence.
        lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=delimiteur, strict=True)
        debut = 1
        try:
            for numero, cellules in enumerate(lecteur, 1):
                if len(cellules) > _COLONNES_EXCEL:
                    raise _demesure(nom, debut)
                debut = lecteur.line_num + 1
                yield rangee(numero, map(_cellule, cellules))
        except csv.Error as erreur:
            raise TableauRefuse(
                f"Le fichier « {nom} » est mal formé, ligne {debut} du texte : "
                "un guillemet n'est pas refermé, ou une cellule est démesurée. Dans une cellule "
                'entre guillemets, un guillemet s\'écrit deux fois ("").'
            ) from erreur

    return Feuille(nom, rangees)


def _cellule(brut: str) -> Cellule:
    """`="01200"` est le texte 01200, que l'on a voulu garder d'un tableur."""
    force = _TEXTE_FORCE.fullmatch(brut) if brut.startswith("=") else None
    return cellule(deplier(force[1] if force else original(brut)))
