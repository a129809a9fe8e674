"""L'annexe en PDF et en Word : les mêmes faits, les mêmes octets, et rien qui manque (A-058)."""

import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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

from services.onboarding import annexe
from services.onboarding.annexe import ContenuAnnexe, Financement, Maillage, Reserve
from services.onboarding.documents import GABARIT, rendre_docx, rendre_pdf
from services.onboarding.mise_en_page import empreinte, mettre_en_page
from services.onboarding.typographie import lisible
from shared.contracts import audit, structure
from tests.onboarding.annexes import BUS, FIXE, MINIMALE, SOCLE

ANNEXES = [pytest.param(FIXE, id="fixe"), pytest.param(BUS, id="bus")]
ANNEXES += [pytest.param(MINIMALE, id="minimale")]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RACINE = Path(__file__).parents[2]
RUBRIQUES = [
    "Identification",
    "Porteur",
    "Label",
    "Fonctionnement",
    "Équipe",
    "Opérateurs du socle",
    "Partenaires additionnels",
    "Services des collectivités et activités complémentaires",
    "Locaux et équipements",
    "Itinérance",
    "Financement",
    "Maillage",
    "Suivi",
    "Historique",
    "Signatures",
]


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
    return _plat("\n".join(paragraphes(rendre_docx(contenu))))


def lire_pdf(contenu: ContenuAnnexe) -> str:
    pages = PdfReader(BytesIO(rendre_pdf(contenu))).pages
    return _plat("\n".join(page.extract_text() for page in pages))


def _plat(texte: str) -> str:
    return re.sub(r"\s+", " ", texte)


def _serre(texte: str) -> str:
    """Sans espaces ni traits d'union : la coupure des mots ne compte pas."""
    return re.sub(r"[\s\u00ad\u2010-]", "", texte)


Lecteur = Callable[[ContenuAnnexe], str]
LECTEURS = [pytest.param(lire_pdf, id="pdf"), pytest.param(lire_docx, id="docx")]


@pytest.mark.parametrize("lire", LECTEURS)
def test_l_annexe_dit_le_titre_les_dates_le_montant_et_le_total(lire: Lecteur) -> None:
    """A-056, A-057, A-058."""
    texte = lire(FIXE)
    for fait in (
        "Annexe n° 42 à la convention départementale France Services de l’Ain",
        "portant sur la structure « France Services de Val-Revermont »",
        "avenant n° 3",
        "circulaire du Premier ministre n° 6094/SG du 1er juillet 2019",
        "accord-cadre national France Services du 12 novembre 2019",
        "réunissant tout le socle depuis le 8 janvier 2020",
        "Établie le 14 février 2020",
        "conclu le 28 novembre 2019 (ANCT, IGA)",
        "donné le 16 décembre 2019",
        FIXE.label.label_id,
        FIXE.label.audit_id,
        FIXE.label.accord_id,
        "6 jours d’ouverture 37 h 30",
        "Équivalents temps plein 2,5",
        "Forfait de fonctionnement 30 000,00 €",
        "Total 30 000,00 €",
        "15 000,00 €",
        "Inscriptions scolaires et périscolaires",
        f"gabarit {GABARIT}",
        empreinte(FIXE),
    ):
        assert fait in texte


@pytest.mark.parametrize("lire", LECTEURS)
@pytest.mark.parametrize("contenu", ANNEXES)
def test_l_annexe_nomme_les_neuf_operateurs_du_socle(lire: Lecteur, contenu: ContenuAnnexe) -> None:
    """A-046."""
    texte = _serre(lire(contenu))
    assert len(SOCLE) == 9
    for _, nom, local in SOCLE:
        attendu = f"{nom} ({local})" if local else nom
        assert _serre(attendu.replace("'", "’")) in texte


@pytest.mark.parametrize("lire", LECTEURS)
@pytest.mark.parametrize("contenu", ANNEXES)
def test_rien_n_est_laisse_a_remplir_par_la_machine(lire: Lecteur, contenu: ContenuAnnexe) -> None:
    texte = lire(contenu)
    for rebut in ("None", "Undefined", "{{", "}}", "{%", "%}", "NON_RENSEIGNE", "sys.inputs"):
        assert rebut not in texte


@pytest.mark.parametrize("contenu", ANNEXES)
def test_les_quinze_rubriques_sont_les_memes_en_pdf_et_en_word(contenu: ContenuAnnexe) -> None:
    document = Document(BytesIO(rendre_docx(contenu)))
    titres = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    signets: list[Any] = PdfReader(BytesIO(rendre_pdf(contenu))).outline
    assert titres == RUBRIQUES
    assert [re.sub(r"^\d+\.\s*", "", str(each["/Title"])) for each in signets] == RUBRIQUES


@pytest.mark.parametrize("contenu", ANNEXES)
def test_tout_ce_que_dit_le_document_word_se_lit_dans_le_pdf(contenu: ContenuAnnexe) -> None:
    """Deux gabarits, un seul texte : en changer un sans l'autre se voit ici."""
    pdf = _serre(lire_pdf(contenu))
    morceaux = [m for p in paragraphes(rendre_docx(contenu)) for m in p.split("\t")]
    absents = [morceau for morceau in morceaux if _serre(morceau) not in pdf]
    assert absents == ["page 1 / 1"]  # a field, which Word computes


@pytest.mark.parametrize("lire", LECTEURS)
def test_des_horaires_lus_avec_reserve_ne_donnent_qu_un_minimum(lire: Lecteur) -> None:
    """A-078, A-079."""
    texte = lire(BUS)
    assert "au moins 3 jours d’ouverture au moins 13 h" in texte
    assert "1 semaine sur 2 de 9h12h" in texte
    assert "« 1 semaine sur 2 » : non compté" in texte
    assert "non établi" in lire(MINIMALE)


def test_les_reserves_d_un_meme_texte_tiennent_en_une_ligne() -> None:
    reserves = (
        Reserve("lundi", "9h // 14h", "« 9h » : seul"),
        Reserve("lundi", "9h // 14h", "« 14h » : seul"),
        Reserve("mardi", "9h // 14h", "« 9h » : seul"),
    )
    contenu = replace(FIXE, fonctionnement=replace(FIXE.fonctionnement, reserves=reserves))
    lignes = mettre_en_page(contenu)["fonctionnement"]["reserves"]
    assert [ligne["jour"] for ligne in lignes] == ["Lundi", "Mardi"]
    assert lignes[0]["raison"].count("seul") == 2


@pytest.mark.parametrize("lire", LECTEURS)
def test_le_financement_dit_ce_que_l_on_en_sait(lire: Lecteur) -> None:
    """A-032."""
    a_determiner = "La ventilation entre les fonds est à déterminer."
    assert a_determiner in lire(BUS)
    assert a_determiner not in lire(FIXE)
    assert "aucun droit ouvert" in lire(MINIMALE)
    assert "le type de porteur manque" in lire(MINIMALE)


@pytest.mark.parametrize("lire", LECTEURS)
def test_seule_une_structure_mobile_a_un_circuit(lire: Lecteur) -> None:
    """A-043."""
    assert "Sans objet : la structure n’est pas itinérante." in lire(FIXE)
    assert "Puy-l’Évêque vendredi 9 h – 12 h à compléter" in lire(BUS)
    assert "Circuit non renseigné à la date d’établissement." in lire(MINIMALE)


def test_un_accord_cadre_sans_date_connue_le_dit_A_056() -> None:
    sans_date = replace(FIXE, convention=replace(FIXE.convention, accord_cadre_le=""))
    visas = mettre_en_page(sans_date)["visas"]
    assert visas[0] == "l’accord-cadre national France Services, dont la date est à compléter"


def test_une_annexe_d_avant_l_accord_cadre_ne_le_vise_pas_A_056() -> None:
    avant = replace(FIXE, convention=replace(FIXE.convention, accord_cadre_le=None))
    visas = mettre_en_page(avant)["visas"]
    assert visas == mettre_en_page(FIXE)["visas"][1:]


@pytest.mark.parametrize("lire", LECTEURS)
def test_ce_que_l_on_ignore_est_dit(lire: Lecteur) -> None:
    texte = lire(MINIMALE)
    for manque in (
        "Non renseigné à la date d’établissement : gestionnaire, nature, SIREN",
        "Sans objet : aucun partenaire additionnel",
        "Sans objet : aucune activité complémentaire",
        "avenant à numéroter à la signature",
        "dont la date est à compléter",
    ):
        assert manque in texte


def test_le_partenaire_d_une_structure_ne_signe_pas_la_convention() -> None:
    """A-050, A-051."""
    organismes = [each["organisme"] for each in mettre_en_page(FIXE)["signataires"]]
    assert organismes[:2] == ["Préfecture de l’Ain", FIXE.porteur.nom.replace("'", "’")]
    assert len(organismes) == 2 + 9 + 1
    assert "Mission locale" in organismes
    assert "Régie des eaux du Revermont" not in organismes


@pytest.mark.parametrize("lire", LECTEURS)
def test_un_nom_n_est_jamais_pris_pour_une_mise_en_forme(lire: Lecteur) -> None:
    """Ni XML, ni Jinja, ni Typst : un nom est un texte."""
    nom = "A & B <b>C</b> #strong[d] *e* _f_ $g$ @h \\i // [j] {{ 6*7 }} {% k %} `l` ~m"
    contenu = replace(
        FIXE,
        structure=replace(FIXE.structure, nom=nom),
        porteur=replace(FIXE.porteur, nom=nom),
        activites=(f"= {nom}", f"- {nom}"),
    )
    assert lire(contenu).count(nom) >= 4


@pytest.mark.parametrize("lire", LECTEURS)
def test_un_caractere_que_l_on_ne_peut_imprimer_se_voit(lire: Lecteur) -> None:
    """PDF/UA refuse un glyphe absent, XML un caractère de contrôle : on écrit quand même."""
    nom = "Puce \uf0b7 zéro\x00\x0b 中 \U0001f600"
    texte = lire(replace(FIXE, structure=replace(FIXE.structure, nom=nom)))
    assert "Puce \ufffd zéro \ufffd \ufffd" in texte


def test_le_pdf_sait_composer_tout_caractere_admis() -> None:
    possibles = "".join(map(chr, range(0x20, 0xD800)))
    admis = str(lisible(possibles)).replace("\ufffd", "")
    mots = " ".join(admis[rang : rang + 20] for rang in range(0, len(admis), 20))
    contenu = replace(FIXE, fonctionnement=replace(FIXE.fonctionnement, commentaire=mots))
    assert len(admis) > 1500
    assert rendre_pdf(contenu).startswith(b"%PDF")


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
        "from services.onboarding.documents import rendre_docx, rendre_pdf\n"
        "from tests.onboarding.annexes import BUS\n"
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


def test_plusieurs_fils_ecrivent_les_memes_octets() -> None:
    contenus = [replace(BUS, numero=str(rang)) for rang in range(6)]
    with ThreadPoolExecutor(4) as fils:
        assert list(fils.map(rendre_pdf, contenus)) == [rendre_pdf(each) for each in contenus]
        assert list(fils.map(rendre_docx, contenus)) == [rendre_docx(each) for each in contenus]


def test_le_pdf_est_balise_en_francais_titre_et_date_de_l_annexe() -> None:
    lecteur = PdfReader(BytesIO(rendre_pdf(FIXE)))
    racine = lecteur.root_object
    assert str(racine["/Lang"]) == "fr-FR"
    assert racine["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert "/StructTreeRoot" in racine
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]
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
        (annexe.Format, structure.Format),
        (annexe.TypePorteur, structure.TypePorteur),
        (annexe.Resultat, audit.Resultat),
        (annexe.ModeConstat, audit.ModeConstat),
    ],
)
def test_l_annexe_connait_tous_les_codes_des_contrats(ici: object, contrat: object) -> None:
    assert get_args(ici) == get_args(contrat)


@pytest.mark.parametrize("lire", LECTEURS)
def test_une_annexe_demesuree_s_ecrit_en_entier(lire: Lecteur) -> None:
    communes = tuple(f"Ay{rang}" for rang in range(600))
    contenu = replace(
        FIXE,
        maillage=Maillage("2023", communes=communes),
        activites=tuple(f"Activité {rang}" for rang in range(80)),
        socle=FIXE.socle * 3,
        financement=Financement(2020, 3_000_000, observation="long " * 400),
    )
    texte = _serre(lire(contenu))
    assert all(_serre(commune) in texte for commune in communes)
    assert "Activité79" in texte
