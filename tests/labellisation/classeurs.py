"""De quoi écrire un classeur pièce à pièce : ce que les tableurs écrivent, et openpyxl non."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TRANSITIONNEL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS_STRICTES = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PAQUET = "http://schemas.openxmlformats.org/package/2006/relationships"
DATE, HEURE, DUREE = 1, 2, 3
"""Les styles de cellule : une date, une heure seule, une durée."""


@dataclass(frozen=True)
class Onglet:
    """Un onglet : ses lignes en XML, et ce qui les entoure."""

    nom: str
    lignes: Sequence[str]
    etat: str = "visible"
    avant: str = ""
    apres: str = ""


def texte(valeur: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{valeur}</t></is></c>'


def nombre(valeur: object, style: int = 0) -> str:
    return f'<c s="{style}"><v>{valeur}</v></c>'


def formule(corps: str, valeur: str = "", type_: str = "") -> str:
    attribut = f' t="{type_}"' if type_ else ""
    return f"<c{attribut}><f>{corps}</f><v>{valeur}</v></c>"


def ligne(*cellules: str, attributs: str = "") -> str:
    """Une ligne de cellules ; un texte nu en devient une."""
    ecrites = (c if c.startswith("<c") else texte(c) for c in cellules)
    return f"<row {attributs}>{''.join(ecrites)}</row>"


def classeur(
    chemin: Path,
    *onglets: Onglet,
    strict: bool = False,
    textes: Sequence[str] = (),
    calcul: str = "",
    depuis_1904: bool = False,
) -> Path:
    """Un classeur de ces onglets ; ``textes`` sont les textes partagés, en XML."""
    espace = STRICT if strict else TRANSITIONNEL
    liens = RELATIONS_STRICTES if strict else RELATIONS
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", _liens(liens, [("officeDocument", "xl/workbook.xml")]))
        archive.writestr("xl/workbook.xml", _plan(espace, liens, onglets, calcul, depuis_1904))
        nommees = [("worksheet", f"worksheets/s{rang}.xml") for rang in range(len(onglets))]
        nommees += [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        archive.writestr("xl/_rels/workbook.xml.rels", _liens(liens, nommees))
        archive.writestr("xl/styles.xml", _styles(espace))
        partages = "".join(f"<si>{each}</si>" for each in textes)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{espace}">{partages}</sst>')
        for rang, onglet in enumerate(onglets):
            lignes = f"<sheetData>{''.join(onglet.lignes)}</sheetData>"
            corps = f"{onglet.avant}{lignes}{onglet.apres}"
            archive.writestr(
                f"xl/worksheets/s{rang}.xml", f'<worksheet xmlns="{espace}">{corps}</worksheet>'
            )
    return chemin


def _liens(nature: str, nommees: Sequence[tuple[str, str]]) -> str:
    liens = "".join(
        f'<Relationship Id="r{rang}" Type="{nature}/{genre}" Target="{piece}"/>'
        for rang, (genre, piece) in enumerate(nommees)
    )
    return f'<Relationships xmlns="{PAQUET}">{liens}</Relationships>'


def _plan(
    espace: str, liens: str, onglets: Sequence[Onglet], calcul: str, depuis_1904: bool
) -> str:
    feuilles = "".join(
        f'<sheet name="{each.nom}" sheetId="{rang + 1}" state="{each.etat}" r:id="r{rang}"/>'
        for rang, each in enumerate(onglets)
    )
    return (
        f'<workbook xmlns="{espace}" xmlns:r="{liens}"><workbookPr date1904="{int(depuis_1904)}"/>'
        f"<sheets>{feuilles}</sheets>{calcul}</workbook>"
    )


def _styles(espace: str) -> str:
    formats = (0, 14, 20, 46)
    return (
        f'<styleSheet xmlns="{espace}"><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>'
        f"{''.join(f'<xf numFmtId={chr(34)}{each}{chr(34)}/>' for each in formats)}"
        "</cellXfs></styleSheet>"
    )
