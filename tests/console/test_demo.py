"""L'essai de l'échantillon : des totaux justes, des fichiers lisibles, et rien la seconde fois."""

import shutil
from email import policy
from email.parser import BytesParser
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from console.execution.opened import opened
from tests.console.conftest import ECHANTILLON, Commande
from tests.console.dossiers import fichiers, journaux

pytestmark = pytest.mark.xdist_group("essai")


def rows(essai: Path, service: str, sql: str) -> list[dict[str, object]]:
    with opened([service], essai) as [component]:
        return component.model.query(sql)


def test_chaque_ligne_de_l_echantillon_a_une_issue(essai: Path) -> None:
    lues = len((ECHANTILLON / "tableau_remontee.csv").read_text(encoding="utf-8").splitlines()) - 1

    etats = rows(essai, "labellisation", "SELECT etat, motif FROM dossiers")

    refusees = [row for row in etats if row["etat"] == "NON_RETENUE"]
    assert len(etats) == lues == 54
    assert {row["etat"] for row in etats} == {"LABELLISEE", "NON_RETENUE"}
    assert {row["motif"] for row in refusees} >= {
        "ETP_INSUFFISANTS",
        "PARTENARIATS_INCOMPLETS",
        "CONFIDENTIALITE",
        "ACCESSIBILITE_PMR",
        "ACCES_NUMERIQUE",
    }


def test_les_totaux_s_accordent_d_un_service_a_l_autre(essai: Path) -> None:
    """A-032, A-116, A-057 : un droit, un lien et une annexe par label, 30 000 euros chacun."""
    labels = rows(essai, "labellisation", "SELECT * FROM dossiers WHERE etat = 'LABELLISEE'")
    droits = rows(essai, "funding", "SELECT montant_centimes FROM droits WHERE etat = 'OUVERT'")
    liens = rows(essai, "onboarding", "SELECT * FROM raccordements")
    annexes = rows(essai, "onboarding", "SELECT * FROM annexes WHERE etat = 'GENEREE'")
    courriels = rows(essai, "notifications", "SELECT * FROM courriels WHERE etat = 'REMIS'")

    assert len(labels) == len(droits) == len(liens) == len(annexes)
    assert {droit["montant_centimes"] for droit in droits} == {30_000_00}
    assert len(list(essai.glob("annexes/*/*.pdf"))) == len(annexes)
    assert len(list(essai.glob("courriels/*.eml"))) == len(courriels)


def test_chaque_annexe_s_ouvre_et_nomme_sa_structure(essai: Path) -> None:
    noms = {
        row["structure_id"]: str(row["nom"])
        for row in rows(essai, "labellisation", "SELECT structure_id, nom FROM dossiers")
    }
    for annexe in rows(essai, "onboarding", "SELECT * FROM annexes"):
        nom = noms[annexe["structure_id"]].replace("'", "’")
        pdf = PdfReader(essai / str(annexe["fichier_pdf"]))
        assert nom in str(pdf.metadata and pdf.metadata.title) + pdf.pages[0].extract_text()
        with ZipFile(essai / str(annexe["fichier_docx"])) as docx:
            assert docx.testzip() is None


def test_chaque_courriel_se_lit_en_texte_et_en_html(essai: Path) -> None:
    for path in essai.glob("courriels/*.eml"):
        message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        texte, html = message.get_body(("plain",)), message.get_body(("html",))
        assert not message.defects
        assert message["To"] and message["Subject"] and message["Message-ID"]
        assert texte is not None and "{{" not in texte.get_content()
        assert html is not None and "<html" in html.get_content()


def test_jouer_une_seconde_fois_ne_change_rien_a012(
    essai: Path, tmp_path: Path, france_services: Commande
) -> None:
    copie = tmp_path / "demo"
    shutil.copytree(essai, copie)

    reponse = france_services("demo", "--sortie", copie)

    assert reponse.code == 0
    assert journaux(copie) == journaux(essai)
    assert fichiers(copie) == fichiers(essai)
