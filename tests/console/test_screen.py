"""L'écran montre ce qui fut tapé, tel quel, à toute largeur et dans tout encodage."""

import io
import json
import sys
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.progress import shown
from console.screen import Ecran, Tableau, Text, en_json, preparer
from shared.visible import UNSEEN

HOSTILES = [
    "[sur rdv] [/bold] [red]urgent[/] [link=http://x.example]ici[/link]",
    ":cow: :warning: [",
    "9 h \\[12 h] \\",
    "a\x1b[31mrouge\x1b]8;;http://x.example\x07ici\x1b]8;;\x07",
    "sens\u202eesrevni\u202c, blanc\u200b, retour\rici\x08\x0b\x0c",
    "\x9b2J\x9d0;titre\x9c",
    "牛 🐄 ‑ ← Cœur",
]
ENCODAGES = ("utf-8", "cp1252", "latin-1", "ascii")
MOTS = ("[sur", "[red]urgent[/]", ":cow:", "\\[12", "<U+001B>[31mrouge", "<U+202E>", "<U+0008>")


def ecran(encodage: str, largeur: int = 80, **options: object) -> tuple[Ecran, io.BytesIO]:
    """Un écran, et les octets qui y arrivent."""
    octets = io.BytesIO()
    flux = io.TextIOWrapper(octets, encoding=encodage, write_through=True)
    return Ecran(file=flux, width=largeur, **options), octets


def vu(octets: io.BytesIO, encodage: str) -> str:
    return octets.getvalue().decode(encodage)


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize("encodage", ENCODAGES)
@pytest.mark.parametrize("texte", HOSTILES)
def test_une_phrase_est_montree_telle_qu_elle_fut_tapee(
    texte: str, encodage: str, terminal: bool
) -> None:
    montre, octets = ecran(encodage, force_terminal=terminal, color_system=None)

    montre.dire(("Nom :", "red"), f" {texte}")

    ecrit = vu(octets, encodage)
    assert not UNSEEN.search(ecrit)
    assert "Nom : " in ecrit
    attendus = [mot for mot in MOTS if mot in texte]
    assert all(mot in ecrit.replace("\n", "") for mot in attendus)


@pytest.mark.parametrize("largeur", [20, 80, 200])
@pytest.mark.parametrize("encodage", ENCODAGES)
def test_un_tableau_montre_chaque_cellule_en_entier(encodage: str, largeur: int) -> None:
    montre, octets = ecran(encodage, largeur)
    table = Tableau(title=HOSTILES[0], caption=HOSTILES[1])
    table.add_column(HOSTILES[2])
    for texte in HOSTILES:
        table.add_row(texte)
        table.add_row(Text(texte, "red"))

    montre.print(table)

    lignes = vu(octets, encodage).splitlines()
    serre = "".join(c for ligne in lignes for c in ligne if c not in " │┃|\n")
    assert not UNSEEN.search(serre)
    assert max(map(len, lignes)) <= largeur
    for mot in ("[sur", "[red]urgent[/]", ":cow:", "<U+001B>[31mrouge", "<U+202E>"):
        assert serre.count(mot) >= 2, mot


@pytest.mark.parametrize("encodage", ENCODAGES)
def test_les_bords_d_un_tableau_restent_alignes(encodage: str) -> None:
    montre, octets = ecran(encodage)
    table = Tableau()
    table.add_column("nom")
    table.add_column("suite")
    for texte in ("Cœur ← ici", "← œ ‑", "a\x1bb", "simple"):
        table.add_row(texte, "x")

    montre.print(table)

    assert len({len(ligne) for ligne in vu(octets, encodage).splitlines()}) == 1


def test_hors_d_un_terminal_une_phrase_tient_sur_une_ligne() -> None:
    montre, octets = ecran("utf-8", 20)

    montre.dire("une phrase bien plus longue\nque la largeur,\rsur une ligne")

    assert vu(octets, "utf-8") == "une phrase bien plus longue que la largeur, sur une ligne\n"


@given(st.text(st.characters(codec=None, categories=None)), st.sampled_from(ENCODAGES))
def test_aucun_texte_n_arrete_l_ecran(texte: str, encodage: str) -> None:
    montre, octets = ecran(encodage, 40)
    table = Tableau(title=texte)
    table.add_column(texte)
    table.add_row(texte)

    montre.dire(texte)
    montre.print(table)

    assert not UNSEEN.search(vu(octets, encodage).replace("\r", ""))


@pytest.mark.parametrize("encodage", ENCODAGES)
def test_un_document_est_le_meme_dans_tout_encodage(encodage: str) -> None:
    montre, octets = ecran(encodage)
    document = {"noms": HOSTILES, "lu": "\udce9", "nombre": 1.5}

    montre.document(document)

    ecrit = vu(octets, encodage)
    assert json.loads(ecrit) == document
    assert not UNSEEN.search(ecrit)


def test_un_document_garde_ses_accents_la_ou_ils_s_ecrivent() -> None:
    assert en_json("été 牛", "utf-8") == '"été 牛"'
    assert en_json("été 牛", "cp1252") == '"été \\u725b"'


@pytest.mark.parametrize("encodage", ENCODAGES)
def test_l_avancement_aussi(encodage: str) -> None:
    montre, octets = ecran(encodage)

    with shown(montre) as progres:
        progres.step("[red]étape[/] :cow:", 1, 2, "\x1b[31m←")

    assert "[red]" in vu(octets, encodage) and ":cow:" in vu(octets, encodage)
    assert not UNSEEN.search(vu(octets, encodage))


def test_une_image_est_du_xml_ou_le_nom_est_du_texte() -> None:
    dessin = Ecran(file=io.StringIO(), record=True, width=100)

    for texte in (*HOSTILES, "<script>alert(1)</script> & ]]>"):
        dessin.dire(texte)

    svg = dessin.export_svg(title="essai")
    textes = "".join(ElementTree.fromstring(svg).itertext()).replace("\xa0", " ")
    assert "<script>alert(1)</script> & ]]>" in textes
    assert "[red]urgent[/]" in textes and "<U+001B>[31mrouge" in textes


def test_ce_qui_s_ecrit_sans_l_ecran_n_echoue_pas_non_plus(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    octets = io.BytesIO()
    flux = io.TextIOWrapper(octets, encoding="cp1252", write_through=True)
    monkeypatch.setattr(sys, "stdout", flux)

    preparer()
    flux.write("aide ← ici")

    assert octets.getvalue() == b"aide <- ici"
