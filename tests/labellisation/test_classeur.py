"""Un classeur dit ce qu'il contient, et ce que le tableur en a fait (A-012)."""

import zipfile
from pathlib import Path

import pytest

from services.labellisation.geographie.questions import lire_communes
from services.labellisation.tableau.questions import Tableau, TableauRefuse, lire_tableau
from tests.labellisation.classeurs import (
    DATE,
    DUREE,
    HEURE,
    Onglet,
    classeur,
    formule,
    ligne,
    nombre,
)
from tests.labellisation.tableaux import ecrire

TITRES = ("matricule", "nom", "département", "code INSEE", "code postal", "lundi", "ETP", "HOR-01")
ENTETE = ligne(*TITRES)


def saisie(**cellules: str) -> str:
    """Une ligne de structure, dont certaines cellules changent."""
    valeurs = {
        "matricule": "15-40",
        "nom": "Maison du Cézallier",
        "departement": "15",
        "insee": "15001",
        "postal": "15160",
        "lundi": "9h-12h",
        "etp": "2",
        "critere": "oui",
    }
    return ligne(*(valeurs | cellules).values())


def lire(dossier: Path, *onglets: Onglet, **options: object) -> Tableau:
    return lire_tableau(classeur(dossier / "t.xlsx", *onglets, **options))  # type: ignore[arg-type]


def un_onglet(dossier: Path, *lignes: str, avant: str = "", apres: str = "") -> Tableau:
    return lire(dossier, Onglet("Feuil1", [ENTETE, *lignes], avant=avant, apres=apres))


def refus(chemin: Path) -> str:
    with pytest.raises(TableauRefuse) as refus:
        lire_tableau(chemin)
    return str(refus.value)


def rejets(tableau: Tableau) -> list[str]:
    return [str(each) for each in tableau.rejets]


def avertis(tableau: Tableau) -> list[str]:
    return [str(each) for each in tableau.avertissements]


def test_tous_les_onglets_complets_sont_lus_et_les_lignes_nomment_le_leur(tmp_path: Path) -> None:
    nord = Onglet("Nord", [ENTETE, saisie(), saisie(matricule="15-41", etp="?")])
    sud = Onglet("Sud", [ligne("Remontée"), ENTETE, saisie(matricule="15-42"), saisie()])
    tableau = lire(tmp_path, nord, sud)

    assert [(each.fiche.matricule, each.onglet, each.cle) for each in tableau.lignes] == [
        ("15-40", "Nord", "2"),
        ("15-42", "Sud", "Sud!3"),
    ]
    assert (tableau.lues, tableau.rejetees) == (4, 2)
    assert rejets(tableau)[1].startswith("onglet Sud, ligne 4, matricule « 15-40 » : doublon")
    assert "à la ligne 2 de l'onglet « Nord »" in rejets(tableau)[1]


def test_chaque_onglet_qui_n_est_pas_lu_est_nomme_avec_la_raison(tmp_path: Path) -> None:
    notes = Onglet("Notes", [ligne("À faire")])
    partiel = Onglet("Partiel", [ligne("nom", "département"), ligne("A", "15")])
    liste = Onglet("Liste", [ligne("id_fs", "lib_fs", "insee_dep", "insee_com")])
    cache = Onglet("Brouillon", [ENTETE, saisie(nom="Vieux nom")], etat="veryHidden")
    bon = Onglet("À jour", [ENTETE, saisie()])
    tableau = lire(tmp_path, cache, notes, partiel, bon, liste, Onglet("Vide", []))

    assert [each.fiche.nom for each in tableau.lignes] == ["Maison du Cézallier"]
    [remarque] = avertis(tableau)
    assert "« Brouillon » (masqué)" in remarque and "« Notes » (sans en-tête connu)" in remarque
    assert "« Partiel » (colonnes obligatoires absentes : « code INSEE commune »)" in remarque
    assert "« Liste » (d'un autre modèle" in remarque and "Vide" not in remarque


def test_un_tableau_qui_n_est_que_dans_un_onglet_masque_est_refuse(tmp_path: Path) -> None:
    garde = Onglet("Garde", [ligne("Bonjour")])
    cache = Onglet("Données", [ENTETE, saisie()], etat="hidden")
    message = refus(classeur(tmp_path / "t.xlsx", garde, cache))
    assert "onglet masqué (« Données »)" in message and "affichez-le" in message


@pytest.mark.parametrize("attributs", ['r="3" hidden="1"', 'r="3" ht="0" customHeight="1"'])
def test_une_ligne_masquee_est_lue_et_dite(tmp_path: Path, attributs: str) -> None:
    masquee = saisie(matricule="15-41").replace("<row ", f"<row {attributs} ")
    tableau = un_onglet(tmp_path, saisie(), masquee)
    assert len(tableau.lignes) == 2
    assert avertis(tableau) == ["lignes « 3 » : 1 ligne masquée lue quand même : à vérifier"]


@pytest.mark.parametrize("etat", ['hidden="1"', 'width="0"'])
def test_une_colonne_masquee_est_lue_et_dite(tmp_path: Path, etat: str) -> None:
    colonnes = f'<cols><col min="5" max="16384" {etat}/></cols>'
    tableau = un_onglet(tmp_path, saisie(), avant=colonnes)
    assert tableau.lignes[0].fiche.code_postal == "15160"
    assert "code postal, lundi, ETP, HOR-01 » : colonnes masquées" in avertis(tableau)[0]


@pytest.mark.parametrize("champ", ["nom", "postal", "lundi", "etp", "critere"])
def test_une_formule_sans_valeur_est_refusee_a_sa_place(tmp_path: Path, champ: str) -> None:
    tableau = un_onglet(tmp_path, saisie(**{champ: formule("A1")}))
    [rejet] = tableau.rejets
    assert (rejet.numero, rejet.champ) == (2, TITRES[list(SAISIE).index(champ)])
    assert "ouvrez et enregistrez le classeur" in rejet.message


SAISIE = ("matricule", "nom", "departement", "insee", "postal", "lundi", "etp", "critere")


def test_une_formule_qui_a_sa_valeur_se_lit_comme_une_saisie(tmp_path: Path) -> None:
    tableau = un_onglet(
        tmp_path,
        saisie(nom=formule("A1", "Relais", "str"), etp=formule("1+1", "1.5")),
        saisie(matricule="15-41", lundi=formule("B1", "", "str")),
    )
    assert [each.fiche.nom for each in tableau.lignes] == ["Relais", "Maison du Cézallier"]
    assert tableau.lignes[0].etp == 1.5 and tableau.lignes[1].fiche.horaires == {}


def test_le_zero_d_un_logiciel_qui_ne_calcule_pas_n_est_pas_une_valeur(tmp_path: Path) -> None:
    onglet = Onglet("F", [ENTETE, saisie(etp=formule("1+1", "0"))])
    assert lire(tmp_path, onglet, calcul='<calcPr fullCalcOnLoad="1"/>').rejetees == 1
    assert lire(tmp_path, onglet).lignes[0].etp == 0


def test_des_titres_en_formules_sans_valeur_sont_dits(tmp_path: Path) -> None:
    entete = ligne("matricule", formule("A9"), "département", "code INSEE")
    message = refus(classeur(tmp_path / "t.xlsx", Onglet("F", [entete, saisie()])))
    assert "« nom »" in message and "formules sans valeur" in message


@pytest.mark.parametrize(
    ("champ", "cellule", "raison"),
    [
        ("matricule", nombre(45306, DATE), "pour une date"),
        ("nom", nombre(45306.5, DATE), "pour une date"),
        ("postal", '<c t="d"><v>2024-01-15T00:00:00</v></c>', "pour une date"),
        ("lundi", nombre(45306, DATE), "pour une date"),
        ("etp", nombre(43952, DATE), "pour une date"),
        ("matricule", nombre(0.5, HEURE), "pour une heure"),
        ("etp", nombre(1.25, DUREE), "pour une heure"),
        ("nom", '<c t="b"><v>1</v></c>', "« vrai » ou « faux »"),
        ("insee", '<c t="b"><v>0</v></c>', "« vrai » ou « faux »"),
        ("matricule", nombre("1.5E+20"), "exposant"),
        ("nom", '<c t="e"><v>#SPILL!</v></c>', "erreur de calcul"),
        ("lundi", nombre(1e12, DATE), "erreur de calcul"),
        ("nom", '<c t="e"><f>NA()</f><v>#N/A</v></c>', "erreur de calcul"),
    ],
)
def test_ce_que_le_tableur_a_abime_est_refuse(
    tmp_path: Path, champ: str, cellule: str, raison: str
) -> None:
    tableau = un_onglet(tmp_path, saisie(**{champ: cellule}))
    assert tableau.lignes == () and any(raison in each for each in rejets(tableau))


def test_les_heures_les_booleens_et_les_nombres_ont_leur_place(tmp_path: Path) -> None:
    heure = saisie(lundi=nombre(45306.375, HEURE), critere='<c t="b"><v>1</v></c>')
    duree = saisie(matricule="15-41", lundi=nombre(0.375, DUREE), departement=nombre(15))
    une, autre = un_onglet(tmp_path, heure, duree).lignes
    assert une.fiche.horaires == autre.fiche.horaires == {"lundi": "09:00"}
    assert une.evaluation == {"HOR-01": "OUI"}


def test_une_date_depuis_1904_n_est_pas_un_code_non_plus(tmp_path: Path) -> None:
    onglet = Onglet("F", [ENTETE, saisie(matricule=nombre(43844, DATE))])
    assert "« 2024-01-15 »" in rejets(lire(tmp_path, onglet, depuis_1904=True))[0]


def test_les_caracteres_ecrits_par_leur_code_sont_rendus(tmp_path: Path) -> None:
    partage = "<r><t>Maison_x000D_\n</t></r><r><t>Haute</t></r><rPh><t>mezon</t></rPh>"
    entete = ENTETE.replace("lundi", "lundi_x000D_\n")
    lignes = [entete, saisie(nom='<c t="s"><v>0</v></c>', lundi="9h-12h_x000D_\n14h-17h")]
    lignes.append(saisie(matricule="_x005F_x000D_"))
    une, autre = lire(tmp_path, Onglet("F", lignes), textes=[partage]).lignes
    assert une.fiche.nom == "Maison Haute"
    assert une.fiche.horaires == {"lundi": "9h-12h\n14h-17h"}
    assert autre.fiche.matricule == "_X000D_"


def test_un_classeur_strict_se_lit(tmp_path: Path) -> None:
    tableau = lire(tmp_path, Onglet("F", [ENTETE, saisie()]), strict=True)
    assert [each.fiche.matricule for each in tableau.lignes] == ["15-40"]


def test_une_fusion_vers_le_bas_vaut_pour_chaque_ligne_et_le_dit(tmp_path: Path) -> None:
    fusion = '<mergeCells><mergeCell ref="C2:C3"/></mergeCells>'
    dessous = saisie(matricule="15-41", departement="<c/>")
    tableau = un_onglet(tmp_path, saisie(), dessous, apres=fusion)
    assert [each.fiche.departement for each in tableau.lignes] == ["15", "15"]
    assert "ligne 3, département « 15 » : cellule fusionnée" in avertis(tableau)[0]


def test_une_ligne_qui_n_est_que_la_suite_d_une_fusion_ne_compte_pas(tmp_path: Path) -> None:
    colonnes = "".join(f'<mergeCell ref="{c}2:{c}3"/>' for c in "ABCDEFGH")
    vide = ligne(*["<c/>"] * 8)
    tableau = un_onglet(tmp_path, saisie(), vide, apres=f"<mergeCells>{colonnes}</mergeCells>")
    assert (tableau.lues, len(tableau.lignes)) == (1, 1)


def test_une_fusion_de_plusieurs_colonnes_est_refusee(tmp_path: Path) -> None:
    fusion = '<mergeCells><mergeCell ref="B2:C2"/></mergeCells>'
    tableau = un_onglet(tmp_path, saisie(departement="<c/>"), apres=fusion)
    assert any("fusionnée avec celles d'autres colonnes" in each for each in rejets(tableau))


def test_un_titre_fusionne_au_dessus_de_l_en_tete_ne_gene_pas(tmp_path: Path) -> None:
    titre = ligne("Remontée du Cantal")
    onglet = Onglet(
        "F",
        [titre, ENTETE, saisie()],
        apres='<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>',
    )
    assert len(lire(tmp_path, onglet).lignes) == 1


def archive(chemin: Path, *pieces: str, mimetype: str = "") -> Path:
    with zipfile.ZipFile(chemin, "w") as ecrite:
        if mimetype:
            ecrite.writestr("mimetype", mimetype)
        for piece in pieces:
            ecrite.writestr(piece, "<x/>")
    return chemin


@pytest.mark.parametrize(
    ("pieces", "mimetype", "nature"),
    [
        (["[Content_Types].xml", "xl/workbook.bin"], "", "« .xlsb »"),
        (["[Content_Types].xml", "word/document.xml"], "", "« .docx »"),
        (["[Content_Types].xml", "ppt/presentation.xml"], "", "« .pptx »"),
        (["Index/Document.iwa"], "", "« .numbers »"),
        (["content.xml"], "application/vnd.oasis.opendocument.spreadsheet", "« .ods »"),
        (["content.xml"], "application/vnd.oasis.opendocument.text", "OpenDocument"),
        (["a.csv"], "", "est une archive"),
    ],
)
def test_une_archive_qui_n_est_pas_un_classeur_est_nommee(
    tmp_path: Path, pieces: list[str], mimetype: str, nature: str
) -> None:
    assert nature in refus(archive(tmp_path / "t.xlsx", *pieces, mimetype=mimetype))


@pytest.mark.parametrize(
    ("contenu", "nature"),
    [
        (b"PK\x05\x06" + bytes(18), "est une archive"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "mot de passe : retirez"),
        (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), "ancien classeur « .xls »"),
        (b"<html><table><tr><td>nom</td></tr></table></html>", "une page web"),
        (b'<?xml version="1.0"?><Workbook/>', "un document XML"),
        (b"\x1f\x8b\x08\x00", "une archive compressée"),
    ],
)
def test_un_autre_format_est_nomme(tmp_path: Path, contenu: bytes, nature: str) -> None:
    assert nature in refus(ecrire(tmp_path, contenu, "t.xls"))


def test_un_type_de_document_dans_un_classeur_le_fait_refuser(tmp_path: Path) -> None:
    entites = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'
    chemin = classeur(tmp_path / "t.xlsx", Onglet("F", [ENTETE, saisie()]))
    with zipfile.ZipFile(chemin) as lue:
        pieces = {nom: lue.read(nom) for nom in lue.namelist()}
    with zipfile.ZipFile(chemin, "w") as ecrite:
        for nom, contenu in (pieces | {"xl/sharedStrings.xml": entites.encode()}).items():
            ecrite.writestr(nom, contenu)
    assert "est endommagé" in refus(chemin)


@pytest.mark.parametrize(
    "cellule",
    ['<c t="s"><v>9</v></c>', '<c t="n"><v>x</v></c>', '<c r="??"><v>1</v></c>', '<c s="x"/>'],
)
def test_un_classeur_qui_se_contredit_est_refuse(tmp_path: Path, cellule: str) -> None:
    onglet = Onglet("F", [ENTETE, saisie(nom=cellule)])
    assert "est endommagé" in refus(classeur(tmp_path / "t.xlsx", onglet))


def test_une_liste_officielle_garde_sa_structure_sans_la_cellule_abimee(tmp_path: Path) -> None:
    """A-131 : une structure publiée existe, quoi que le tableur ait fait de sa ligne."""
    titres = ligne("id_fs", "lib_fs", "insee_dep", "insee_com", "adresse", "h_lundi")
    abimee = ligne("12", "Maison", "15", "15001", formule("A1"), nombre(45306, DATE))
    tableau = lire(tmp_path, Onglet("F", [titres, abimee]))
    [structure] = tableau.lignes
    assert (structure.fiche.adresse, structure.fiche.horaires) == ("", {})
    assert [each.champ for each in tableau.avertissements] == ["adresse", "h_lundi"]
    assert all("laissé de côté" in each for each in avertis(tableau))


def test_un_fichier_de_communes_abime_par_un_tableur_est_refuse(tmp_path: Path) -> None:
    communes = Onglet(
        "COM", [ligne("code_insee", "nom", "code_departement"), ligne("1E+04", "Agen", "01")]
    )
    departements = ecrire(tmp_path, "code,nom\n01,Ain\n", "departements.csv")
    with pytest.raises(TableauRefuse, match=r"abîmé à la ligne 2, code_insee « 1E\+04 »"):
        lire_communes(classeur(tmp_path / "communes_2024.xlsx", communes), departements)
