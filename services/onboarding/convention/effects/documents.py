"""L'annexe écrite : un PDF accessible (PDF/UA-1) et un document Word modifiable, du même contenu.

Les mêmes données donnent les mêmes octets : ni horloge, ni police, ni réglage de la machine.
typst garde ses propres fils : dupliqué (`fork`) après un PDF, un processus se bloque au suivant.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import typst
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, Template

from services.onboarding.convention.domain.contenu_annexe import ContenuAnnexe
from services.onboarding.convention.effects.mise_en_page import mettre_en_page

GABARIT = "annexe-2020-01"
GABARITS = files("services.onboarding.convention") / "gabarits"

_PARTIES_A_REMPLIR = re.compile(r"word/(document|header\d*|footer\d*)\.xml|docProps/core\.xml")
_DATE_DU_FICHIER = re.compile(r"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*")


def rendre_pdf(contenu: ContenuAnnexe) -> bytes:
    """L'annexe en PDF/UA-1 ; peut être appelée de plusieurs fils à la fois (A-058)."""
    source, polices = _gabarit_pdf()
    return typst.compile(
        source,
        font_paths=polices,
        ignore_system_fonts=True,
        sys_inputs={"annexe": json.dumps(_donnees(contenu), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )


def rendre_docx(contenu: ContenuAnnexe) -> bytes:
    """L'annexe en Word, modifiable ; peut être appelée de plusieurs fils à la fois (A-058)."""
    donnees = _donnees(contenu)
    document = BytesIO()
    with ZipFile(document, "w", ZIP_DEFLATED) as archive:
        for nom, partie in _gabarit_docx():
            octets = partie if isinstance(partie, bytes) else partie.render(donnees).encode()
            archive.writestr(_entree(nom), octets)
    return document.getvalue()


def _donnees(contenu: ContenuAnnexe) -> Mapping[str, object]:
    return {**mettre_en_page(contenu), "gabarit": GABARIT}


def _entree(nom: str) -> ZipInfo:
    entree = ZipInfo(nom)  # dated 1980-01-01
    entree.compress_type = ZIP_DEFLATED
    entree.create_system = 3
    return entree


@cache
def _gabarit_pdf() -> tuple[bytes, typst.Fonts]:
    polices = typst.Fonts(include_system_fonts=False)
    return (GABARITS / "annexe.typ").read_bytes(), polices


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
