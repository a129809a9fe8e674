"""Des pièces telles qu'un auditeur en dépose : les octets que chaque format impose, sans plus."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

PDF = b"%PDF-1.7\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def zippee(membres: dict[str, str]) -> bytes:
    octets = BytesIO()
    with ZipFile(octets, "w", ZIP_STORED) as zip:
        for nom, texte in membres.items():
            zip.writestr(nom, texte)
    return octets.getvalue()


def opendocument(type: str) -> bytes:
    return zippee({"mimetype": type, "content.xml": "<x/>"})


def office(document: str, *autres: str) -> bytes:
    return zippee(dict.fromkeys(["[Content_Types].xml", document, *autres], "<x/>"))


def piece(dossier: Path, nom: str, contenu: bytes = JPEG) -> Path:
    chemin = dossier / nom
    chemin.write_bytes(contenu)
    return chemin
