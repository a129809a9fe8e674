"""Ce qu'un lecteur trouve dans une annexe, en PDF ou en Word."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from services.onboarding.convention.domain.contenu_annexe import ContenuAnnexe
from services.onboarding.convention.effects import documents
from services.onboarding.convention.effects.mise_en_page import mettre_en_page
from tests.onboarding.contenus import BUS, FIXE, MINIMALE

ANNEXES = [pytest.param(FIXE, id="fixe"), pytest.param(BUS, id="bus")]
ANNEXES += [pytest.param(MINIMALE, id="minimale")]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def rendre_pdf(contenu: ContenuAnnexe) -> bytes:
    return documents.rendre_pdf(mettre_en_page(contenu))


def rendre_docx(contenu: ContenuAnnexe) -> bytes:
    return documents.rendre_docx(mettre_en_page(contenu))


def paragraphes(octets: bytes) -> list[str]:
    """Chaque paragraphe du document Word, tableaux et pied de page compris."""
    document = Document(BytesIO(octets))
    parties = (document.element.body, document.sections[0].footer._element)
    return [
        "".join(texte.text or "\t" for texte in paragraphe.iter(f"{W}t", f"{W}tab"))
        for partie in parties
        for paragraphe in partie.iter(f"{W}p")
    ]


def lire_docx(contenu: ContenuAnnexe) -> str:
    return plat("\n".join(paragraphes(rendre_docx(contenu))))


def lire_pdf(contenu: ContenuAnnexe) -> str:
    pages = PdfReader(BytesIO(rendre_pdf(contenu))).pages
    return plat("\n".join(page.extract_text() for page in pages))


def plat(texte: str) -> str:
    return re.sub(r"\s+", " ", texte)


def serre(texte: str) -> str:
    """Sans espaces ni traits d'union : la coupure des mots ne compte pas."""
    return re.sub(r"[\s\u00ad\u2010-]", "", texte)


Lecteur = Callable[[ContenuAnnexe], str]
LECTEURS = [pytest.param(lire_pdf, id="pdf"), pytest.param(lire_docx, id="docx")]
