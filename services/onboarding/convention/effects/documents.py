"""L'annexe écrite : un PDF accessible (PDF/UA-1) et un document Word modifiable, de la même page.

Les mêmes données donnent les mêmes octets : ni horloge, ni police, ni réglage de la machine.
Seul un processus à part (`shared.rendering`) importe ce module, et les bibliothèques qu'il demande.
"""

import re
from functools import cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, Template

from services.onboarding.convention.effects.page import Page
from shared.rendering.typesetting import Typesetter

GABARITS = files("services.onboarding.convention") / "gabarits"
GABARIT = Typesetter(GABARITS / "annexe.typ")

_PARTIES_A_REMPLIR = re.compile(r"word/(document|header\d*|footer\d*)\.xml|docProps/core\.xml")
_DATE_DU_FICHIER = re.compile(r"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*")


def rendre(page: Page) -> dict[str, bytes]:
    """Les deux documents, par extension."""
    return {"pdf": rendre_pdf(page), "docx": rendre_docx(page)}


def rendre_pdf(page: Page) -> bytes:
    """L'annexe en PDF/UA-1 (A-058)."""
    return GABARIT.pdf(page)


def rendre_docx(page: Page) -> bytes:
    """L'annexe en Word, modifiable (A-058)."""
    document = BytesIO()
    with ZipFile(document, "w", ZIP_DEFLATED) as archive:
        for nom, partie in _gabarit_docx():
            octets = partie if isinstance(partie, bytes) else partie.render(page).encode()
            archive.writestr(_entree(nom), octets)
    return document.getvalue()


def _entree(nom: str) -> ZipInfo:
    entree = ZipInfo(nom)  # dated 1980-01-01
    entree.compress_type = ZIP_DEFLATED
    entree.create_system = 3
    return entree


@cache
def _gabarit_docx() -> tuple[tuple[str, bytes | Template], ...]:
    """Les parties du document, dans leur ordre ; celles qui ont des champs, compilées une fois."""
    with (GABARITS / "annexe.docx").open("rb") as fichier, ZipFile(fichier) as archive:
        return tuple((nom, _partie(nom, archive.read(nom))) for nom in archive.namelist())


def _partie(nom: str, octets: bytes) -> bytes | Template:
    """docxtpl turns Word's runs into Jinja; its `render` would do so again for every document."""
    if not _PARTIES_A_REMPLIR.fullmatch(nom):
        return octets
    xml = _DATE_DU_FICHIER.sub(r"\g<1>{{ jour }}T00:00:00Z", octets.decode())
    jinja = Environment(autoescape=True, undefined=StrictUndefined)
    return jinja.from_string(DocxTemplate("").patch_xml(xml))
