"""Un fichier de texte : son encodage, et ce qu'un tableur ou un logiciel y a abîmé (A-012)."""

from pathlib import Path

import pytest

from services.labellisation.tableau.questions import Tableau, TableauRefuse, lire_tableau
from tests.labellisation.tableaux import ecrire

ENTETE = "matricule;nom;dpt;code INSEE;commune\n"
NOMS = ("Maison de l’Été", "Épicerie à Évaux", "LYCÉE « CŒUR »", "Noël, août, garçon")
LIGNES = [f"15-5{rang};{nom};15;15001;Allanche\n" for rang, nom in enumerate(NOMS)]


def lire(dossier: Path, contenu: str | bytes) -> Tableau:
    return lire_tableau(ecrire(dossier, contenu))


def noms(tableau: Tableau) -> list[str]:
    return [ligne.fiche.nom for ligne in tableau.lignes]


def avertis(tableau: Tableau) -> list[str]:
    return [str(each) for each in tableau.avertissements]


def refus(chemin: Path) -> str:
    with pytest.raises(TableauRefuse) as refus:
        lire_tableau(chemin)
    return str(refus.value)


@pytest.mark.parametrize(
    ("encodage", "nom"),
    [
        ("cp1252", "Windows-1252 (latin-1)"),
        ("mac_roman", "MacRoman (Macintosh)"),
    ],
)
def test_l_encodage_d_un_fichier_est_reconnu_et_dit(
    tmp_path: Path, encodage: str, nom: str
) -> None:
    tableau = lire(tmp_path, (ENTETE + "".join(LIGNES)).encode(encodage))
    assert noms(tableau) == list(NOMS)
    assert avertis(tableau) == [
        f"fichier : fichier lu en {nom} et non en UTF-8 : vérifiez les lettres accentuées"
    ]


@pytest.mark.parametrize(
    ("encodage", "texte"), [("cp850", "Été à Évaux, âge"), ("iso8859-15", "Sacré-Cœur, Été")]
)
def test_les_encodages_plus_rares_se_reconnaissent_a_leurs_lettres(
    tmp_path: Path, encodage: str, texte: str
) -> None:
    contenu = f"{ENTETE}15-50;{texte};15;15001;Allanche\n".encode(encodage)
    assert noms(lire(tmp_path, contenu)) == [texte]


@pytest.mark.parametrize("encodage", ["utf-16-le", "utf-16-be", "utf-32"])
def test_l_unicode_se_lit_meme_sans_marque(tmp_path: Path, encodage: str) -> None:
    assert noms(lire(tmp_path, (ENTETE + LIGNES[0]).encode(encodage))) == [NOMS[0]]


@pytest.mark.parametrize("encodage", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("marque", [b"", b"\xef\xbb\xbf"])
def test_un_fichier_en_utf_8_sauf_une_ligne_ne_perd_qu_elle(
    tmp_path: Path, encodage: str, marque: bytes
) -> None:
    debut = (ENTETE + LIGNES[0] + LIGNES[1]).encode()
    contenu = marque + debut + LIGNES[2].encode(encodage) + LIGNES[3].encode()
    tableau = lire(tmp_path, contenu)
    assert noms(tableau) == list(NOMS)
    [remarque] = avertis(tableau)
    assert "sauf 4 octets lus" in remarque and "ligne 4 du texte, octet 10 (0x" in remarque


def test_une_ligne_qui_melange_deux_encodages_garde_ce_qui_se_lit(tmp_path: Path) -> None:
    contenu = ENTETE.encode() + "15-50;Été d".encode() + b"\xe9truit;15;15001;Allanche\n"
    assert noms(lire(tmp_path, contenu)) == ["Été détruit"]


def test_des_octets_sans_encodage_connu_sont_situes(tmp_path: Path) -> None:
    message = refus(ecrire(tmp_path, ENTETE.encode() + b"15-50;\x81\xb0\xb1\xb2\xb3\xb4\n"))
    assert "ligne 2 du texte, octet 7 (0x81)" in message


def test_un_octet_nul_est_situe(tmp_path: Path) -> None:
    message = refus(ecrire(tmp_path, ENTETE + "15-50;Mai\x00son\n"))
    assert "octet nul, ligne 2 du texte, octet 10" in message


@pytest.mark.parametrize("encodage", ["cp1252", "mac_roman", "cp850"])
def test_un_texte_encode_deux_fois_est_remis_en_clair_et_dit(tmp_path: Path, encodage: str) -> None:
    double = "Été à Évaux".encode().decode(encodage)
    tableau = lire(tmp_path, f"{ENTETE}15-50;{double};15;15001;Allanche\n")
    assert noms(tableau) == ["Été à Évaux"]
    assert avertis(tableau) == [
        "ligne 2, nom « Été à Évaux » : texte encodé deux fois, remis en clair : vérifiez-le"
    ]


def test_un_texte_encode_trois_fois_aussi(tmp_path: Path) -> None:
    triple = "Été".encode().decode("cp1252").encode().decode("cp1252")
    assert noms(lire(tmp_path, f"{ENTETE}15-50;{triple};15;15001;Allanche\n")) == ["Été"]


@pytest.mark.parametrize("nom", ["LYCÉE «CAFÉ»", "« À » — là\u00a0»", "Île-d’Aix", "½ œuf à 30°C"])
def test_un_texte_sain_n_est_pas_repare(tmp_path: Path, nom: str) -> None:
    tableau = lire(tmp_path, f"{ENTETE}15-50;{nom};15;15001;Allanche\n")
    assert noms(tableau) == [" ".join(nom.split())] and avertis(tableau) == []


@pytest.mark.parametrize("perdu", ["�picerie", "L'Ã ge", "lâ€ été"])
def test_un_caractere_perdu_fait_rejeter_sa_ligne(tmp_path: Path, perdu: str) -> None:
    tableau = lire(tmp_path, f"{ENTETE}15-50;{perdu};15;15001;Allanche\n")
    [rejet] = tableau.rejets
    assert (rejet.numero, rejet.champ) == (2, "nom") and "caractère est perdu" in rejet.message


def test_une_liste_officielle_garde_le_texte_abime_et_le_dit(tmp_path: Path) -> None:
    tableau = lire(tmp_path, "id_fs,lib_fs,insee_dep,insee_com\n12,Maison de l'�t�,15,15001\n")
    assert noms(tableau) == ["Maison de l'�t�"]
    assert "un caractère est perdu" in avertis(tableau)[0]


@pytest.mark.parametrize(
    "erreur",
    [
        *("#N/A", "#n/a", "#REF!", "#VALEUR!", "#NOM?", "#DIV/0!", "#NOMBRE!", "#NUL!"),
        *("#PROPAGATION!", "#CALC!", "#OBTENTION_DONNEES", "#BEZUG!", "#WERT!", "#NV", "#ZAHL!"),
        *("#¡VALOR!", "#¿NOMBRE?", "#¡DIV/0!", "#N/D", "#RIF!", "#NOME?", "#NÚM!", "#VERW!"),
        *("#DEEL/0!", "#N/B", "#ADR!", "#ССЫЛКА!", "#Н/Д", "#DEĞER!", "#YOK", "#HIÁNYZIK"),
        *("Err:502", "Err :508", "#####", "#MACRO?"),
    ],
)
def test_les_erreurs_des_tableurs_sont_refusees_dans_toutes_les_langues(
    tmp_path: Path, erreur: str
) -> None:
    [rejet] = lire(tmp_path, f"{ENTETE}15-50;{erreur};15;15001;Allanche\n").rejets
    assert (rejet.champ, "erreur de calcul" in rejet.message) == ("nom", True)


@pytest.mark.parametrize("nom", ["#1 du Cantal", "# Maison", "N/A-Durand", "Numéro 12 !"])
def test_un_nom_qui_y_ressemble_est_un_nom(tmp_path: Path, nom: str) -> None:
    assert noms(lire(tmp_path, f"{ENTETE}15-50;{nom};15;15001;Allanche\n")) == [nom]


@pytest.mark.parametrize(
    ("matricule", "raison"),
    [
        ("1,5E+04", "exposant"),
        ("1E+20", "exposant"),
        ("1.5e4", "exposant"),
        ("2024-01-15", "pour une date"),
        ("15/01/2024", "pour une date"),
        ("15-janv", "pour une date"),
        ("janv-15", "pour une date"),
        ("15-Déc-24", "pour une date"),
    ],
)
def test_un_code_que_le_tableur_a_change_est_refuse(
    tmp_path: Path, matricule: str, raison: str
) -> None:
    [rejet] = lire(tmp_path, f"{ENTETE}{matricule};Maison;15;15001;Allanche\n").rejets
    assert rejet.champ == "matricule" and raison in rejet.message


@pytest.mark.parametrize("matricule", ["15-01", "15E01", "01-15-24", "2024-15", "E-12"])
def test_un_code_qui_y_ressemble_est_un_code(tmp_path: Path, matricule: str) -> None:
    [ligne] = lire(tmp_path, f"{ENTETE}{matricule};Maison;15;15001;Allanche\n").lignes
    assert ligne.fiche.matricule == matricule


def test_un_texte_force_garde_ses_zeros(tmp_path: Path) -> None:
    """Les logiciels écrivent ="01001" pour qu'un tableur n'ôte pas le zéro."""
    [ligne] = lire(tmp_path, f'{ENTETE}0012;Maison;="01";="01001";Allanche\n').lignes
    assert (ligne.fiche.commune_insee, ligne.fiche.matricule) == ("01001", "0012")


def test_un_csv_tire_d_un_classeur_ne_garde_pas_les_caracteres_ecrits_par_leur_code(
    tmp_path: Path,
) -> None:
    contenu = f'{ENTETE}15-50;"Maison_x000D_\nHaute";15;15001;Allanche\n'
    assert noms(lire(tmp_path, contenu)) == ["Maison Haute"]


def test_des_barres_verticales_separent_aussi(tmp_path: Path) -> None:
    assert noms(lire(tmp_path, (ENTETE + LIGNES[0]).replace(";", "|"))) == [NOMS[0]]


def test_les_lignes_se_comptent_comme_un_tableur_les_montre(tmp_path: Path) -> None:
    contenu = f'{ENTETE}15-50;"Maison\n\nHaute";15;15001;Allanche\n\n15-51;Relais;15;?;Murat\n'
    tableau = lire(tmp_path, contenu)
    assert [ligne.numero for ligne in tableau.lignes] == [2]
    assert [rejet.numero for rejet in tableau.rejets] == [4, 4][:1]


def test_un_guillemet_jamais_referme_est_situe_la_ou_il_s_ouvre(tmp_path: Path) -> None:
    contenu = ENTETE + LIGNES[0] + '15-60;"Maison;15;15001;Allanche\n' + "".join(LIGNES[1:])
    assert "mal formé, ligne 3 du texte" in refus(ecrire(tmp_path, contenu))


@pytest.mark.parametrize(
    ("champ", "saisi", "attendu"),
    [
        ("code INSEE", "15001\u200b", "15001"),
        ("dpt", "15\u200e", "15"),
        ("matricule", "\ufeff15-50", "15-50"),
        ("nom", "Mai\u00adson\u2060", "Maison"),
    ],
)
def test_un_caractere_invisible_est_retire_et_nomme(
    tmp_path: Path, champ: str, saisi: str, attendu: str
) -> None:
    valeurs = {"matricule": "15-50", "nom": "Maison", "dpt": "15", "code INSEE": "15001"}
    ligne = ";".join((valeurs | {champ: saisi}).values())
    tableau = lire(tmp_path, f"{ENTETE}{ligne};Allanche\n")
    [lue] = tableau.lignes
    assert attendu in (lue.fiche.matricule, lue.fiche.nom, lue.fiche.commune_insee, "15")
    [remarque] = tableau.avertissements
    assert "caractère invisible retiré : U+" in remarque.message and remarque.valeur == attendu


@pytest.mark.parametrize(
    ("premiere", "seconde", "difference"),
    [
        ("15-50", "15–50", "U+2013 (tiret demi-cadratin)"),
        ("15-50", "15\u201150", "U+2011 (trait d'union insécable)"),
        ("15-50", "15-50\u200b", "U+200B (espace sans chasse)"),
        ("15 50", "15\u202f50", "U+202F (espace insécable étroite)"),
        ("15-50", "15−50", "U+2212 (signe moins)"),
        ("É-50", "e-50", ""),
    ],
)
def test_un_doublon_d_une_autre_ecriture_est_rejete_et_la_difference_nommee(
    tmp_path: Path, premiere: str, seconde: str, difference: str
) -> None:
    suite = ";Maison;15;15001;Allanche\n"
    tableau = lire(tmp_path, f"{ENTETE}{premiere}{suite}{seconde}{suite}")
    [rejet] = tableau.rejets
    assert "doublon : même structure qu'à la ligne 2" in rejet.message
    assert rejet.message.endswith(difference)
    assert tableau.lignes[0].fiche.matricule == premiere


def test_sans_matricule_le_nom_se_compare_quelle_qu_en_soit_l_ecriture(tmp_path: Path) -> None:
    noms = ["Sacré-Cœur", "SACRE COEUR", "Sacre\u0301–Cœur", "Sacré\u00adCœur"]
    tableau = lire(tmp_path, ENTETE + "".join(f";{nom};15;15001;Allanche\n" for nom in noms))
    assert [ligne.fiche.nom for ligne in tableau.lignes] == ["Sacré-Cœur"]
    assert tableau.rejetees == 3
