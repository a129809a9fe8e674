"""Ouvrir un CSV : son encodage, puis une lecture possible par délimiteur."""

import codecs
import csv
import io
from collections.abc import Iterator

from services.labellisation.fichiers.reading.feuille import (
    FORMATS,
    Feuille,
    TableauRefuse,
    est_binaire,
    nettoyer,
    rogner,
)
from shared.spreadsheet import original

_COLONNES_EXCEL = 16_384
_DELIMITEURS = (",", ";", "\t")
_SIGNATURES = {
    b"%PDF": "un document PDF",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
    b"\xd0\xcf\x11\xe0": "un ancien classeur « .xls » ou un classeur protégé par un mot de passe",
    b"{\\rtf": "un document de traitement de texte",
}
_PAS_UTF8 = "fichier lu en Windows-1252 (latin-1) et non en UTF-8 : vérifiez les lettres accentuées"


def feuilles_du_texte(nom: str, contenu: bytes) -> tuple[tuple[Feuille, ...], tuple[str, ...]]:
    """Une feuille par délimiteur possible, et des remarques ; lève ``TableauRefuse``."""
    for signature, nature in _SIGNATURES.items():
        if contenu.startswith(signature):
            raise TableauRefuse(f"Le fichier « {nom} » est {nature}. {FORMATS}")
    try:
        texte, remarques = _decoder(contenu)
    except UnicodeDecodeError:
        raise _binaire(nom) from None
    if est_binaire(texte):
        raise _binaire(nom)
    return tuple(_feuille(nom, texte, d) for d in _DELIMITEURS), remarques


def _binaire(nom: str) -> TableauRefuse:
    return TableauRefuse(
        f"Le fichier « {nom} » ne contient pas du texte mais des données binaires. {FORMATS}"
    )


def _demesure(nom: str, ligne: int) -> TableauRefuse:
    return TableauRefuse(
        f"Le fichier « {nom} » a trop de colonnes à la ligne {ligne} du texte : "
        "supprimez les séparateurs en trop."
    )


def _decoder(contenu: bytes) -> tuple[str, tuple[str, ...]]:
    if contenu.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return contenu.decode("utf-16"), ()
    try:
        return contenu.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return contenu.decode("cp1252"), (_PAS_UTF8,)


def _feuille(nom: str, texte: str, delimiteur: str) -> Feuille:
    def lignes() -> Iterator[list[str]]:
        # strict: a quote never closed would swallow every row after it in silence.
        lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=delimiteur, strict=True)
        try:
            for cellules in lecteur:
                if len(cellules) > _COLONNES_EXCEL:
                    raise _demesure(nom, lecteur.line_num)
                yield rogner([nettoyer(original(c)) for c in cellules])
        except csv.Error as erreur:
            raise TableauRefuse(
                f"Le fichier « {nom} » est mal formé, ligne {lecteur.line_num} du texte : "
                "un guillemet n'est pas refermé, ou une cellule est démesurée. Dans une cellule "
                'entre guillemets, un guillemet s\'écrit deux fois ("").'
            ) from erreur

    return Feuille(nom, lignes)
