"""Ouvrir un classeur XLSX : une archive bornée, puis des cellules typées rendues en texte."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import openpyxl

from services.labellisation.fichiers.reading.feuille import (
    FORMATS,
    Feuille,
    TableauRefuse,
    nettoyer,
    rogner,
)
from services.labellisation.fichiers.rules import Limites

_DERNIERE_LIGNE_EXCEL = 1_048_576
_OPENDOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"


def feuilles_du_classeur(nom: str, contenu: bytes, limites: Limites) -> tuple[Feuille, ...]:
    """Les onglets du classeur, lus à la demande ; lève ``TableauRefuse``."""
    _verifier_archive(nom, contenu, limites)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            classeur = openpyxl.load_workbook(io.BytesIO(contenu), read_only=True, data_only=True)
        onglets = list(classeur.worksheets)
    except Exception as erreur:  # openpyxl documents no list of what a damaged file raises
        raise _illisible(nom) from erreur
    return tuple(_feuille(nom, onglet, limites) for onglet in onglets)


def _illisible(nom: str) -> TableauRefuse:
    return TableauRefuse(
        f"Le classeur « {nom} » est endommagé et ne peut pas être lu : ouvrez-le dans votre "
        "tableur et enregistrez-le de nouveau."
    )


def _verifier_archive(nom: str, contenu: bytes, limites: Limites) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            pieces = archive.infolist()
            opendocument = b"mimetype" in contenu[:64] and _OPENDOCUMENT in contenu[:128]
    except Exception as erreur:  # zipfile too raises more than BadZipFile on hostile bytes
        raise _illisible(nom) from erreur
    if opendocument:
        raise TableauRefuse(
            f"Le fichier « {nom} » est un classeur OpenDocument « .ods ». {FORMATS}"
        )
    if not any(piece.filename == "[Content_Types].xml" for piece in pieces):
        raise TableauRefuse(f"Le fichier « {nom} » est une archive, pas un tableau. {FORMATS}")
    # The declared size is enough: zipfile never reads a member beyond it.
    if sum(piece.file_size for piece in pieces) > limites.decompresses:
        raise TableauRefuse(
            f"Le classeur « {nom} » dépasse {limites.decompresses // 1_000_000} Mo une fois "
            "décompressé : supprimez les lignes, les colonnes ou les images en trop."
        )


def _feuille(nom: str, onglet: Any, limites: Limites) -> Feuille:
    def lignes() -> Iterator[list[str]]:
        try:
            # The size that a sheet declares may be a lie: ours overrides it.
            rangees = onglet.iter_rows(
                max_row=_DERNIERE_LIGNE_EXCEL,
                max_col=limites.colonnes + 1,
                values_only=True,
            )
            for valeurs in rangees:
                if valeurs.count(None) == len(valeurs):
                    yield []
                else:
                    yield rogner([nettoyer(texte_de(v)) for v in valeurs])
        except TableauRefuse:
            raise
        except Exception as erreur:  # same reason as above
            raise _illisible(nom) from erreur

    return Feuille(f"{nom}, onglet {onglet.title}", lignes)


def texte_de(valeur: object) -> str:
    """Une cellule typée, telle qu'une personne la lit : 1033 et non 1033.0, 09:00, 2020-01-01."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, float) and valeur.is_integer() and abs(valeur) < 1e15:
        return str(int(valeur))
    if isinstance(valeur, datetime | time | timedelta):
        return _texte_du_temps(valeur)
    return str(valeur)


def _texte_du_temps(valeur: datetime | time | timedelta) -> str:
    if isinstance(valeur, time):
        return valeur.isoformat("minutes")
    if isinstance(valeur, timedelta):
        minutes = int(valeur.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if valeur.time() == time():
        return valeur.date().isoformat()
    return valeur.isoformat(" ", "minutes")
