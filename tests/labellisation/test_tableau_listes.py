"""Les listes publiées par l'agence nationale, et les synonymes que les tableaux emploient."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from services.audit.referentiels.rules.chargement import charger_referentiels
from services.labellisation.fichiers.rules import regles_de_lecture
from services.labellisation.tableau.questions import lire_tableau
from shared.contracts.structure import Format, Origine, TypePorteur
from shared.normalisation import normaliser
from tests.data import DATA, needs_real_data
from tests.labellisation.tableaux import ecrire

LISTE = "id_fs,insee_dep,lib_fs,insee_com,itinerance,format_fs,categorie,labellisation\n"


@pytest.mark.parametrize(
    ("cellules", "attendu"),
    [
        ("Oui,,", "ITINERANTE"),
        ("Non,Espace labellisé,FS", "FIXE"),
        ("Oui,Espace labellisé,FS itinerante", "ITINERANTE"),
        ("Oui,Antenne,Antenne itinerante", "ANTENNE"),
        (",,", "FIXE"),
    ],
)
def test_la_liste_de_l_anct_dit_le_format_en_trois_colonnes(
    tmp_path: Path, cellules: str, attendu: str
) -> None:
    tableau = lire_tableau(ecrire(tmp_path, f"{LISTE}12,15,Maison,15001,{cellules},\n"))
    (ligne,) = tableau.lignes
    assert (tableau.modele, tableau.avertissements) == ("LISTE_ANCT", ())
    assert (ligne.fiche.matricule, ligne.fiche.format) == ("FS-0012", attendu)


def test_un_identifiant_de_liste_doit_etre_un_nombre(tmp_path: Path) -> None:
    """La structure reste : elle se reconnaîtra à sa commune, à son adresse ou à son nom."""
    tableau = lire_tableau(ecrire(tmp_path, f"{LISTE}douze,15,Maison,15001,,,,\n"))
    [ligne] = tableau.lignes
    assert ligne.fiche.matricule is None
    assert [str(dite) for dite in tableau.avertissements] == [
        "ligne 2, id_fs « douze » : identifiant illisible : un nombre entier est attendu ; laissé "
        "de côté"
    ]


@needs_real_data
@pytest.mark.parametrize(
    ("jour", "lues", "rejetees"),
    [
        ("20200102", 456, 9),
        ("20200110", 486, 0),
        ("20200206", 534, 0),
        ("20200313", 580, 0),
        ("20200902", 591, 0),
    ],
)
def test_les_listes_publiees_sont_lues_sans_perdre_une_ligne(
    jour: str, lues: int, rejetees: int
) -> None:
    """Rejets réels : des lignes répétées, sans identifiant, qui disent deux fois une structure."""
    chemin = DATA / "listes" / f"liste_fs_{jour}.csv"
    tableau = lire_tableau(chemin)
    numeros = {ligne.numero for ligne in tableau.lignes} | {r.numero for r in tableau.rejets}
    with chemin.open(encoding="utf-8", newline="") as fichier:
        noms = {i: ligne["lib_fs"] for i, ligne in enumerate(csv.DictReader(fichier), 2)}
    assert numeros == set(noms)
    assert (tableau.lues, tableau.rejetees, tableau.modele) == (lues, rejetees, "LISTE_ANCT")
    assert len(tableau.lignes) == lues - rejetees
    for ligne in tableau.lignes:
        assert ligne.fiche.nom.split() == noms[ligne.numero].split()


@needs_real_data
def test_la_liste_du_6_fevrier_2020_avait_ses_coordonnees_inversees() -> None:
    tableau = lire_tableau(DATA / "listes" / "liste_fs_20200206.csv")
    inversees = [a for a in tableau.avertissements if "inversées" in a.message]
    assert len(inversees) == 534
    assert all(ligne.fiche.latitude is not None for ligne in tableau.lignes)


@needs_real_data
def test_les_porteurs_de_la_liste_du_10_janvier_2020_sont_ceux_publies() -> None:
    lignes = lire_tableau(DATA / "listes" / "liste_fs_20200110.csv").lignes
    assert Counter(ligne.fiche.porteur_type for ligne in lignes) == {
        "COLLECTIVITE": 278,
        "ASSOCIATION": 56,
        "LA_POSTE": 43,
        "PIMMS": 32,
        "OPERATEUR": 10,
        "ETAT": 2,
        "NON_RENSEIGNE": 65,
    }


def test_le_tableau_connait_les_criteres_de_tous_les_referentiels_qui_fondent_un_label() -> None:
    """A-011 : une colonne par critère que l'audit peut constater, et aucune autre."""
    opposables = [r for r in charger_referentiels() if not r.obstacle]
    audites = {c.code for referentiel in opposables for c in referentiel.criteres}
    declares = regles_de_lecture().remontee["TABLEAU_DE_REMONTEE"].criteres
    assert set(declares) == audites and len(declares) == len(audites) == 30


def test_les_synonymes_ne_se_contredisent_pas_et_menent_a_des_codes_du_contrat() -> None:
    regles = regles_de_lecture()
    admis = {"format": Format, "categorie": Format, "itinerance": Format, "origine": Origine}
    for liste, contrat in {**admis, "porteur_type": TypePorteur}.items():
        assert set(regles.valeurs[liste]) <= set(get_args(contrat))
    assert set(regles.format_prioritaire) == set(get_args(Format))
    for codes in regles.valeurs.values():
        mots = [normaliser(mot) for mots in codes.values() for mot in mots]
        assert len(mots) == len(set(mots))
    modeles = (regles.remontee, regles.msap, regles.geographie)
    for modele in (modele for each in modeles for modele in each.values()):
        noms = [normaliser(nom) for noms in modele.colonnes.values() for nom in noms]
        assert len(noms) == len(set(noms))
        assert set(modele.obligatoires) <= set(modele.colonnes)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Espace labélisé 01/2020", date(2020, 1, 1)),
        ("09/2020", date(2020, 9, 1)),
        ("Espace labellisé 15/01/2021", date(2021, 1, 15)),
        ("Espace labellisé 8/12/2023", date(2023, 12, 8)),
        ("2023-12-08", date(2023, 12, 8)),
        ("", None),
    ],
)
def test_la_liste_dit_le_mois_ou_le_jour_du_label_x_01(
    tmp_path: Path, texte: str, attendu: date | None
) -> None:
    (ligne,) = lire_tableau(ecrire(tmp_path, f"{LISTE}12,15,Maison,15001,,,,{texte}\n")).lignes
    assert ligne.label_du == attendu


@pytest.mark.parametrize(
    "texte", ["bientôt", "13/2020", "Espace labélisé 1/20", "31/02/2021", "Espace labellisé 2021"]
)
def test_un_label_sans_date_lisible_garde_sa_ligne_et_ne_la_date_pas(
    tmp_path: Path, texte: str
) -> None:
    tableau = lire_tableau(ecrire(tmp_path, f"{LISTE}12,15,Maison,15001,,,,{texte}\n"))
    [ligne], [dite] = tableau.lignes, tableau.avertissements
    assert (ligne.label_du, tableau.rejets) == (None, ())
    assert (dite.numero, dite.champ, dite.valeur) == (2, "labellisation", texte)
    assert "label illisible" in dite.message and "laissé de côté" in dite.message
