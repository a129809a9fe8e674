"""Le relevé écrit : un CSV et un PDF qui disent les mêmes nombres, et toujours les mêmes octets."""

import csv
import io
from dataclasses import replace
from typing import Any
from uuid import UUID

import pypdf
import pytest

from services.funding.releve.questions.document import ENTETE, en_csv, en_pdf
from services.funding.releve.questions.postes import Poste
from services.funding.releve.questions.releve import Releve
from shared.spreadsheet import BOM, SEPARATOR
from shared.typographie import NBSP

PARTS = {"FNADT": 15_000_00, "FNFS": 15_000_00}


def poste(rang: int, nom: str = "Maison des Estives", **dit: Any) -> Poste:
    ouvert = Poste(
        aide="FORFAIT",
        annee=2021,
        structure_id=str(UUID(int=rang)),
        nom=nom,
        departement="15",
        etat="OUVERT",
        du=30_000_00,
        regles=("FORFAIT-2020-HORS-POSTE",),
        evenement_id=str(UUID(int=100 + rang)),
        parts=PARTS,
    )
    return replace(ouvert, **dit)


RELEVE = Releve(
    2021,
    "15",
    (
        poste(1, notifie=30_000_00, parts_notifiees=PARTS, verses={"FNADT": 15_000_00}),
        poste(2, "=Relais; du Lac", du=10_000_50, parts={}, verses={"FNFS": 20_000_50}),
    ),
    3,
)


def lu(releve: Releve) -> list[dict[str, str]]:
    texte = en_csv(releve).decode(BOM)
    return list(csv.DictReader(io.StringIO(texte, newline=""), delimiter=SEPARATOR))


def centimes(montant: str) -> int:
    entiers, reste = montant.split(",")
    return int(entiers) * 100 + int(reste)


def test_chaque_ligne_du_csv_dit_son_evenement_et_sa_regle_inv_17() -> None:
    lignes = [each for each in lu(RELEVE) if each["événement"]]
    assert list(lignes[0]) == list(ENTETE)
    assert [each["fonds"] for each in lignes] == ["FNADT", "FNFS", "FNFS"]
    assert [each["événement"] for each in lignes] == [str(UUID(int=n)) for n in (101, 101, 102)]
    assert {each["règles"] for each in lignes} == {"FORFAIT-2020-HORS-POSTE"}
    assert lignes[2]["structure"] == "'=Relais; du Lac"
    assert lignes[2]["trop-perçu (€)"] == "10000,00"


def test_les_totaux_du_csv_sont_la_somme_de_ses_lignes() -> None:
    lignes = lu(RELEVE)
    for colonne in ENTETE[7:12]:
        des_lignes = sum(centimes(each[colonne]) for each in lignes if each["événement"])
        *par_fonds, tous = [each for each in lignes if each["structure"] == "total"]
        assert tous["fonds"] == "ensemble"
        assert des_lignes == sum(centimes(each[colonne]) for each in par_fonds)
        assert des_lignes == centimes(tous[colonne])


def pages(contenu: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(contenu)).pages)


def test_le_pdf_dit_les_memes_nombres_avec_evenement_et_regle() -> None:
    ecrit = pages(en_pdf(RELEVE)).replace(NBSP, " ").replace("\u202f", " ")
    for mot in (
        *("Relevé des aides de l’année 2021, département 15", "FORFAIT-2020-HORS-POSTE"),
        *(str(UUID(int=101)), str(UUID(int=102)), "=Relais; du Lac"),
        *("15 000,00 €", "20 000,50 €", "10 000,00 €", "40 000,50 €"),
        "3 droits en plus, en attente ou refusés",
    ):
        assert mot in ecrit, mot


@pytest.mark.parametrize("ecrire", [en_csv, en_pdf])
def test_les_memes_comptes_donnent_les_memes_octets(ecrire: object) -> None:
    assert callable(ecrire)
    assert ecrire(RELEVE) == ecrire(RELEVE) != ecrire(Releve(2021, "15", (), 0))
