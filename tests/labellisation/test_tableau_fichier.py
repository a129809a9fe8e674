"""Le fichier entier : ce qu'on ouvre, ce qu'on refuse, et en quels termes (A-012)."""

import io
import re
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.labellisation.tableau.questions import Tableau, TableauRefuse, lire_tableau
from tests.labellisation.tableaux import ENTETE, LIGNE, ecrire, ecrire_classeur, texte_csv

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refus(chemin: Path) -> str:
    with pytest.raises(TableauRefuse) as refus:
        lire_tableau(chemin)
    return str(refus.value)


def archive(**pieces: bytes) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, contenu in pieces.items():
            zip_.writestr(nom, contenu)
    return tampon.getvalue()


def test_un_fichier_absent_est_nomme(tmp_path: Path) -> None:
    chemin = tmp_path / "rien.csv"
    assert f"« {chemin} » n'existe pas" in refus(chemin)


def test_un_dossier_n_est_pas_un_tableau(tmp_path: Path) -> None:
    assert "n'est pas un fichier" in refus(tmp_path)


@pytest.mark.parametrize("contenu", [b"", b"\n \n", b"\xef\xbb\xbf\n"])
def test_un_fichier_vide_est_refuse(tmp_path: Path, contenu: bytes) -> None:
    assert "est vide" in refus(ecrire(tmp_path, contenu))


@pytest.mark.parametrize(
    ("contenu", "nature"),
    [
        (b"%PDF-1.7\n...", "un document PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", "une image"),
        (b"\xff\xd8\xff\xe0\x00", "une image"),
        (OLE + b"\x00" * 512, "« .xls » ou un classeur protégé par un mot de passe"),
        (b"nom;d\x00partement", "des données binaires"),
        (bytes(range(128, 256)) * 40, "des données binaires"),
        (archive(**{"photo.jpg": b"x"}), "est une archive"),
        (b"PK\x03\x04 tronqu\xc3\xa9", "est endommagé"),
        (archive(**{"[Content_Types].xml": b"<faux/>"}), "est endommagé"),
    ],
)
def test_ce_qui_n_est_pas_un_tableau_est_refuse_pour_ce_qu_il_est(
    tmp_path: Path, contenu: bytes, nature: str
) -> None:
    assert nature in refus(ecrire(tmp_path, contenu))


def test_le_refus_d_un_mauvais_format_cite_les_formats_admis(tmp_path: Path) -> None:
    ods = io.BytesIO()
    with zipfile.ZipFile(ods, "w") as zip_:
        zip_.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    message = refus(ecrire(tmp_path, ods.getvalue()))
    assert "OpenDocument « .ods »" in message
    assert "Formats acceptés : CSV" in message and "« .xlsx »" in message


def test_cent_mega_octets_de_bruit_sont_refuses_sans_etre_lus(tmp_path: Path) -> None:
    chemin = tmp_path / "bruit.csv"
    with chemin.open("wb") as fichier:
        fichier.truncate(100_000_000)
    debut = time.perf_counter()
    tracemalloc.start()
    assert "trop gros : 20 Mo au plus" in refus(chemin)
    _, maximum = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert maximum < 45_000_000
    assert time.perf_counter() - debut < 2


def test_un_classeur_qui_explose_a_la_decompression_est_refuse(tmp_path: Path) -> None:
    bombe = archive(**{"[Content_Types].xml": b"", "xl/worksheets/sheet1.xml": b" " * 100_000_001})
    assert len(bombe) < 200_000
    assert "dépasse 100 Mo une fois décompressé" in refus(ecrire(tmp_path, bombe))


def test_les_dimensions_mensongeres_d_un_classeur_sont_sans_effet(
    tmp_path: Path,
) -> None:
    sain = ecrire_classeur(tmp_path, [ENTETE, list(LIGNE.values())]).read_bytes()
    piege = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sain)) as lu, zipfile.ZipFile(piege, "w") as ecrit:
        for piece in lu.infolist():
            contenu = lu.read(piece)
            if piece.filename.endswith("sheet1.xml"):
                contenu = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B1"', contenu)
                contenu = contenu.replace(b"</sheetData>", b'<row r="999999999"/></sheetData>')
            ecrit.writestr(piece, contenu)
    debut = time.perf_counter()
    assert lire_tableau(ecrire(tmp_path, piege.getvalue())).lues == 1
    assert time.perf_counter() - debut < 30


def test_les_colonnes_absentes_sont_toutes_nommees_avec_celles_trouvees(tmp_path: Path) -> None:
    message = refus(ecrire(tmp_path, "adresse;commune;chef-lieu\n1 rue Haute;Murat;oui\n"))
    assert "colonnes obligatoires absentes : « département », « nom »" in message
    assert "« code INSEE commune »" in message
    assert "Colonnes trouvées à la ligne 1 : « adresse », « commune », « chef-lieu »" in message


def test_un_tableau_sans_ligne_est_refuse(tmp_path: Path) -> None:
    assert "aucune ligne remplie sous son en-tête" in refus(ecrire(tmp_path, texte_csv()))


def test_une_colonne_presente_deux_fois_est_refusee(tmp_path: Path) -> None:
    message = refus(ecrire(tmp_path, "nom;Département;NOM;code INSEE\nA;15;B;15001\n"))
    assert "plusieurs colonnes pour « nom » à la ligne 1" in message


def test_un_en_tete_repete_au_milieu_est_refuse(tmp_path: Path) -> None:
    contenu = texte_csv(LIGNE) + texte_csv(LIGNE)
    message = refus(ecrire(tmp_path, contenu))
    assert "répète son en-tête (ligne 1) à la ligne 3" in message


def test_un_guillemet_jamais_referme_est_refuse_plutot_que_d_avaler_la_suite(
    tmp_path: Path,
) -> None:
    contenu = texte_csv(LIGNE, {**LIGNE, "nom": '"Maison" close'}, LIGNE)
    assert "mal formé, ligne 3 du texte" in refus(ecrire(tmp_path, contenu))


def test_trop_de_lignes_ou_de_colonnes_refusent_le_fichier(tmp_path: Path) -> None:
    lignes = texte_csv(*[{**LIGNE, "matricule": f"M{i}"} for i in range(20_001)])
    assert "dépasse 20000 lignes" in refus(ecrire(tmp_path, lignes))
    colonnes = "nom;département;code INSEE;" + ";".join(f"c{i}" for i in range(300))
    assert "dépasse 200 colonnes à la ligne 1" in refus(ecrire(tmp_path, colonnes + "\n"))


@pytest.mark.parametrize("contenu", [b"a," * 9_999_999, texte_csv().encode() + b";" * 9_999_999])
def test_une_ligne_demesuree_est_refusee_sans_tarder(tmp_path: Path, contenu: bytes) -> None:
    debut = time.perf_counter()
    assert "a trop de colonnes à la ligne" in refus(ecrire(tmp_path, contenu))
    assert time.perf_counter() - debut < 20


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiteur", [",", ";", "\t"])
def test_tout_encodage_unicode_et_tout_delimiteur_se_lisent(
    tmp_path: Path, encodage: str, delimiteur: str
) -> None:
    contenu = texte_csv(LIGNE, delimiteur=delimiteur).encode(encodage)
    tableau = lire_tableau(ecrire(tmp_path, contenu))
    assert [ligne.fiche.nom for ligne in tableau.lignes] == ["Maison de la Vallée"]
    assert tableau.avertissements == ()


def test_un_fichier_en_latin_1_est_lu_et_le_dit(tmp_path: Path) -> None:
    tableau = lire_tableau(ecrire(tmp_path, texte_csv(LIGNE).encode("latin-1")))
    assert tableau.lignes[0].fiche.nom == "Maison de la Vallée"
    assert "Windows-1252 (latin-1)" in str(tableau.avertissements[0])
    assert tableau.avertissements[0].numero == 0


def test_l_en_tete_peut_suivre_un_titre_et_les_lignes_gardent_leur_numero(tmp_path: Path) -> None:
    contenu = "sep=;\nRemontée du Cantal, 15 septembre 2019\n\n" + texte_csv(LIGNE)
    assert [ligne.numero for ligne in lire_tableau(ecrire(tmp_path, contenu)).lignes] == [5]


def test_une_colonne_inconnue_est_signalee(tmp_path: Path) -> None:
    contenu = "nom;département;code INSEE;observations\nA;15;15001;à revoir\n"
    (avertissement,) = lire_tableau(ecrire(tmp_path, contenu)).avertissements
    assert str(avertissement) == "colonnes « observations » : colonnes inconnues, laissées de côté"


def test_un_critere_que_nul_referentiel_ne_connait_est_signale_et_laisse_de_cote(
    tmp_path: Path,
) -> None:
    """A-011 : rien de ce qui est déclaré n'est gardé ni perdu en silence."""
    contenu = "nom;département;code INSEE;hor 01;ZZZ-99\nA;15;15001;oui;oui\n"
    tableau = lire_tableau(ecrire(tmp_path, contenu))
    (avertissement,) = tableau.avertissements
    assert str(avertissement) == "colonnes « ZZZ-99 » : colonnes inconnues, laissées de côté"
    assert [ligne.evaluation for ligne in tableau.lignes] == [{"HOR-01": "OUI"}]


def test_l_empreinte_est_celle_des_octets(tmp_path: Path) -> None:
    un = lire_tableau(ecrire(tmp_path, texte_csv(LIGNE)))
    deux = lire_tableau(ecrire(tmp_path, texte_csv(LIGNE) + "\n"))
    assert len(un.empreinte) == 64 and un.empreinte != deux.empreinte
    assert un.lignes == deux.lignes


def test_un_classeur_dit_la_meme_chose_que_le_csv(tmp_path: Path) -> None:
    csv = lire_tableau(ecrire(tmp_path, texte_csv(LIGNE)))
    xlsx = lire_tableau(ecrire_classeur(tmp_path, [ENTETE, list(LIGNE.values())]))
    assert xlsx.lignes == csv.lignes and xlsx.rejets == csv.rejets == ()


def rien_ne_se_perd(tableau: Tableau) -> bool:
    return tableau.lues == len(tableau.lignes) + tableau.rejetees


def lire_ou_refuser(chemin: Path) -> None:
    try:
        assert rien_ne_se_perd(lire_tableau(chemin))
    except TableauRefuse as erreur:
        assert str(erreur)


@pytest.fixture(scope="module")
def classeur_sain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    rangees = [ENTETE, list(LIGNE.values())]
    return ecrire_classeur(tmp_path_factory.mktemp("classeur"), rangees).read_bytes()


SAIN = texte_csv(LIGNE).encode()
TOLERANT = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@TOLERANT
@given(st.binary() | st.binary().map(SAIN.__add__) | st.binary().map(b"PK\x03\x04".__add__))
def test_des_octets_quelconques_sont_lus_ou_refuses(tmp_path: Path, contenu: bytes) -> None:
    lire_ou_refuser(ecrire(tmp_path, contenu))


@TOLERANT
@given(st.lists(st.lists(st.text(max_size=12), max_size=30), max_size=6), st.sampled_from(",;\t"))
def test_un_texte_quelconque_sous_un_bon_en_tete_est_compte(
    tmp_path: Path, lignes: list[list[str]], delimiteur: str
) -> None:
    corps = "\n".join(delimiteur.join(ligne) for ligne in lignes)
    contenu = (texte_csv(delimiteur=delimiteur) + corps).encode("utf-8", "surrogatepass")
    lire_ou_refuser(ecrire(tmp_path, contenu))


@settings(parent=TOLERANT, max_examples=60)
@given(st.lists(st.tuples(st.integers(4, 4000), st.integers(1, 255)), min_size=1, max_size=30))
def test_un_classeur_abime_est_lu_ou_refuse(
    tmp_path: Path, classeur_sain: bytes, coups: list[tuple[int, int]]
) -> None:
    octets = bytearray(classeur_sain)
    for place, masque in coups:
        octets[place] ^= masque
    lire_ou_refuser(ecrire(tmp_path, bytes(octets)))
