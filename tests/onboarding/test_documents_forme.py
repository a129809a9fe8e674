"""La forme de l'annexe : les mêmes octets, balises, dates, et un contenu qui se relit (A-058)."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, get_args
from zipfile import ZipFile

import pytest
from docx import Document
from pydantic import TypeAdapter
from pypdf import PdfReader

from services.onboarding.convention.domain import contenu_annexe
from services.onboarding.convention.domain.contenu_annexe import ContenuAnnexe
from services.onboarding.convention.effects.mise_en_page import empreinte
from shared.contracts import audit, structure
from tests.onboarding.contenus import BUS, FIXE
from tests.onboarding.lecture import ANNEXES, W, rendre_docx, rendre_pdf

RACINE = Path(__file__).parents[2]


@pytest.mark.parametrize("rendre", [rendre_pdf, rendre_docx])
@pytest.mark.parametrize("contenu", ANNEXES)
def test_les_memes_donnees_donnent_les_memes_octets(
    rendre: Callable[[ContenuAnnexe], bytes], contenu: ContenuAnnexe
) -> None:
    octets = rendre(contenu)
    assert rendre(contenu) == octets
    assert rendre(replace(contenu, reference="AUTRE")) != octets


def test_un_autre_processus_donne_les_memes_octets() -> None:
    script = (
        "from hashlib import sha256\n"
        "from tests.onboarding.contenus import BUS\n"
        "from tests.onboarding.lecture import rendre_docx, rendre_pdf\n"
        "for rendre in (rendre_pdf, rendre_docx): print(sha256(rendre(BUS)).hexdigest())\n"
    )
    ailleurs = subprocess.run(
        [sys.executable, "-c", script],
        cwd=RACINE,
        env={"PYTHONHASHSEED": "7", "TZ": "Pacific/Noumea"},
        capture_output=True,
        text=True,
        check=True,
    )
    ici = [sha256(rendre(BUS)).hexdigest() for rendre in (rendre_pdf, rendre_docx)]
    assert ailleurs.stdout.split() == ici


def test_le_pdf_est_balise_en_francais_titre_et_date_de_l_annexe() -> None:
    lecteur = PdfReader(BytesIO(rendre_pdf(FIXE)))
    racine: Any = lecteur.root_object
    assert str(racine["/Lang"]) == "fr-FR"
    assert racine["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in racine
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"]
    metadonnees = lecteur.metadata
    assert metadonnees and metadonnees.title
    assert metadonnees.title.startswith("Annexe n°\u00a042 à la convention départementale")
    assert metadonnees.creation_date == datetime(2020, 2, 14, tzinfo=UTC)
    assert lecteur.xmp_metadata
    assert b"<pdfuaid:part>1</pdfuaid:part>" in lecteur.xmp_metadata.stream.get_data()


def test_les_tableaux_du_pdf_ont_des_entetes() -> None:
    balises: dict[str, int] = {}
    for objet in _objets(PdfReader(BytesIO(rendre_pdf(FIXE)))):
        if isinstance(objet, dict) and objet.get("/Type") == "/StructElem":
            balises[objet["/S"]] = balises.get(objet["/S"], 0) + 1
    assert balises["/TH"] >= 20
    assert balises["/H1"] == 15
    assert balises["/Table"] >= 7


def _objets(lecteur: PdfReader) -> list[object]:
    rangs = range(1, int(str(lecteur.trailer["/Size"])))
    return [lecteur.get_object(rang) for rang in rangs]


def test_le_document_word_porte_la_date_de_l_annexe_et_sa_langue() -> None:
    document = Document(BytesIO(rendre_docx(FIXE)))
    proprietes = document.core_properties
    le_14_fevrier = datetime(2020, 2, 14, tzinfo=UTC)
    assert (proprietes.created, proprietes.modified) == (le_14_fevrier, le_14_fevrier)
    assert proprietes.title.startswith("Annexe n°\u00a042 à la convention départementale")
    assert proprietes.language == "fr-FR"
    assert document.styles.element.find(f".//{W}lang").get(f"{W}val") == "fr-FR"


def test_les_tableaux_du_document_word_repetent_leur_entete_et_portent_un_nom() -> None:
    tableaux = Document(BytesIO(rendre_docx(FIXE))).tables
    assert len(tableaux) >= 12
    for tableau in tableaux:
        assert tableau.style is not None and tableau.style.name.startswith("Annexe ")
        assert tableau._tbl.tblPr.find(f"{W}tblCaption").get(f"{W}val")
        if tableau.style.name != "Annexe Fiche":
            assert tableau.rows[0]._tr.find(f".//{W}tblHeader") is not None


def test_les_parties_du_document_word_ont_toutes_la_meme_date() -> None:
    with ZipFile(BytesIO(rendre_docx(FIXE))) as archive:
        assert archive.testzip() is None
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


@pytest.mark.parametrize("contenu", ANNEXES)
def test_le_contenu_retenu_dans_un_fait_se_relit_a_l_identique(contenu: ContenuAnnexe) -> None:
    adaptateur = TypeAdapter(ContenuAnnexe)
    relu = adaptateur.validate_json(adaptateur.dump_json(contenu))
    assert relu == contenu
    assert empreinte(relu) == empreinte(contenu)


@pytest.mark.parametrize(
    ("ici", "contrat"),
    [
        (contenu_annexe.Format, structure.Format),
        (contenu_annexe.TypePorteur, structure.TypePorteur),
        (contenu_annexe.Resultat, audit.Resultat),
        (contenu_annexe.ModeConstat, audit.ModeConstat),
    ],
)
def test_l_annexe_connait_tous_les_codes_des_contrats(ici: object, contrat: object) -> None:
    assert get_args(ici) == get_args(contrat)
