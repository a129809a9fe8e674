"""Ouvrir un classeur XLSX : une archive bornée, dont chaque onglet est lu à la demande."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.labellisation.fichiers.reading.feuille import (
    FORMATS,
    Feuille,
    Rangee,
    TableauRefuse,
)
from services.labellisation.fichiers.reading.onglet import rangees_de
from services.labellisation.fichiers.reading.ooxml import Archive, Endommage, Relation, balises
from services.labellisation.fichiers.reading.valeurs import Contexte, lire_formats, lire_textes
from services.labellisation.fichiers.rules import Limites

_OPENDOCUMENT = b"application/vnd.oasis.opendocument."
_ENREGISTREZ = "Ouvrez-le dans votre tableur et enregistrez-le au format « .xlsx »."
_AUTRES = {
    "xl/workbook.bin": f"est un classeur binaire « .xlsb ». {_ENREGISTREZ}",
    "word/": f"est un document de traitement de texte « .docx ». {FORMATS}",
    "ppt/": f"est une présentation « .pptx ». {FORMATS}",
    "index/": f"est un classeur « .numbers ». {_ENREGISTREZ}",
}
"""Ce que dit le nom d'une pièce, quand l'archive n'est pas un classeur XLSX."""


def feuilles_du_classeur(nom: str, contenu: bytes, limites: Limites) -> tuple[Feuille, ...]:
    """Les onglets du classeur, dans l'ordre ; lève ``TableauRefuse``."""
    try:
        archive = Archive(contenu)
    except Exception as erreur:  # zipfile raises more than BadZipFile on hostile bytes
        raise _illisible(nom) from erreur
    _verifier_archive(nom, archive, limites)
    try:
        return tuple(_feuilles(nom, archive, limites))
    except TableauRefuse:
        raise
    except Exception as erreur:  # zipfile documents no list of what a damaged member raises
        raise _illisible(nom) from erreur


def _illisible(nom: str) -> TableauRefuse:
    return TableauRefuse(
        f"Le classeur « {nom} » est endommagé et ne peut pas être lu : ouvrez-le dans votre "
        "tableur et enregistrez-le de nouveau."
    )


def _verifier_archive(nom: str, archive: Archive, limites: Limites) -> None:
    # The declared size is enough: zipfile never reads a member beyond it.
    if archive.decompresses > limites.decompresses:
        raise TableauRefuse(
            f"Le classeur « {nom} » dépasse {limites.decompresses // 1_000_000} Mo une fois "
            "décompressé : supprimez les lignes, les colonnes ou les images en trop."
        )
    if archive.protegee:
        raise TableauRefuse(
            f"Le fichier « {nom} » est protégé par un mot de passe : retirez-le, puis recommencez."
        )
    if autre := _autre_format(archive):
        raise TableauRefuse(f"Le fichier « {nom} » {autre}")


def _autre_format(archive: Archive) -> str | None:
    """Ce qu'est l'archive, si ce n'est pas un classeur XLSX."""
    try:
        mimetype = archive.lire("mimetype")
    except Exception:  # a damaged member: the workbook will say so itself when read
        mimetype = b""
    if mimetype.startswith(_OPENDOCUMENT + b"spreadsheet"):
        return f"est un classeur OpenDocument « .ods ». {_ENREGISTREZ} {FORMATS}"
    if mimetype.startswith(_OPENDOCUMENT):
        return f"est un document OpenDocument, pas un tableau. {FORMATS}"
    for debut, nature in _AUTRES.items():
        if archive.contient(debut):
            return nature
    return (
        None
        if archive.contient("[content_types].xml")
        else (f"est une archive, pas un tableau. {FORMATS}")
    )


@dataclass(frozen=True)
class _Plan:
    """Ce que la pièce principale dit du classeur."""

    onglets: tuple[Mapping[str, str], ...]
    depuis_1904: bool
    jamais_calcule: bool


def _feuilles(nom: str, archive: Archive, limites: Limites) -> Iterator[Feuille]:
    principale = _piece(archive.relations(""), "officeDocument") or "/xl/workbook.xml"
    plan, relations = _lire_plan(archive.lire(principale)), archive.relations(principale)
    contexte = Contexte(
        lire_textes(archive.lire(_piece(relations, "sharedStrings"))),
        lire_formats(archive.lire(_piece(relations, "styles"))),
        plan.depuis_1904,
        plan.jamais_calcule,
    )
    for onglet in plan.onglets:
        relation = relations.get(_identifiant(onglet))
        if relation and relation.nature == "worksheet":
            yield _feuille(nom, onglet, archive, relation.piece, contexte, limites)


def _piece(relations: Mapping[str, Relation], nature: str) -> str:
    return next((each.piece for each in relations.values() if each.nature == nature), "")


def _identifiant(onglet: Mapping[str, str]) -> str:
    """L'attribut `r:id`, quel que soit le préfixe de son espace de noms."""
    return next((v for n, v in onglet.items() if n.rpartition(":")[1:] == (":", "id")), "")


def _lire_plan(contenu: bytes) -> _Plan:
    onglets, depuis_1904, jamais_calcule = [], False, False
    for moment, nom, attributs, _ in balises(contenu):
        if moment == "debut" and nom == "sheet":
            onglets.append(attributs)
        elif moment == "debut" and nom == "workbookPr":
            depuis_1904 = attributs.get("date1904") in ("1", "true")
        elif moment == "debut" and nom == "calcPr":
            jamais_calcule = attributs.get("fullCalcOnLoad") in ("1", "true")
    if not onglets:
        raise Endommage("aucun onglet")
    return _Plan(tuple(onglets), depuis_1904, jamais_calcule)


def _feuille(
    nom: str,
    onglet: Mapping[str, str],
    archive: Archive,
    piece: str,
    contexte: Contexte,
    limites: Limites,
) -> Feuille:
    def rangees() -> Iterator[Rangee]:
        try:
            yield from rangees_de(archive.lire(piece), contexte, limites.colonnes)
        except Exception as erreur:  # same reason as above
            raise _illisible(nom) from erreur

    titre = onglet.get("name", "")
    masquee = onglet.get("state", "visible") != "visible"
    return Feuille(f"{nom}, onglet {titre}", rangees, titre, masquee)
