"""L'échantillon livré : il se lit sans reproche, et ses cas particuliers y sont."""

import csv
from collections import Counter
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import get_args

import pytest

from services.labellisation.geographie.questions import lire_communes
from services.labellisation.tableau.questions import Ligne, Tableau, lire_tableau
from shared.contracts.structure import TypePorteur
from shared.horaires import Semaine, lire_semaine

OPERATEURS = {
    "LA_POSTE",
    "POLE_EMPLOI",
    "CNAF",
    "CNAM",
    "CNAV",
    "CCMSA",
    "INTERIEUR",
    "JUSTICE",
    "DGFIP",
}


def chemin(nom: str) -> Path:
    with as_file(files("console").joinpath("echantillon", nom)) as fichier:
        return fichier


def lignes(nom: str) -> list[dict[str, str]]:
    with chemin(nom).open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


def semaine(ligne: Ligne) -> Semaine:
    return lire_semaine({str(jour): texte for jour, texte in ligne.fiche.horaires.items()})


@pytest.fixture(scope="module")
def tableau() -> Tableau:
    return lire_tableau(chemin("tableau_remontee.csv"))


def test_le_tableau_se_lit_sans_reproche(tableau: Tableau) -> None:
    assert (tableau.lues, len(tableau.lignes)) == (54, 54)
    assert tableau.rejets == () and tableau.avertissements == ()


def test_toutes_les_formes_et_tous_les_porteurs_sont_representes(tableau: Tableau) -> None:
    fiches = [ligne.fiche for ligne in tableau.lignes]
    departements = Counter(fiche.departement for fiche in fiches)
    assert departements == {"15": 14, "23": 12, "2B": 9, "31": 13, "974": 6}
    assert {f.format for f in fiches} == {"FIXE", "MULTISITES", "BUS", "ITINERANTE"}
    assert {f.origine for f in fiches} == {"MSAP", "CREATION"}
    assert {f.porteur_type for f in fiches} == set(get_args(TypePorteur)) - {"NON_RENSEIGNE"}
    assert all(f.matricule and f.courriel.endswith(".example") for f in fiches)


def test_chacune_declare_remplir_les_trente_criteres(tableau: Tableau) -> None:
    """A-011 : une déclaration, que l'audit démentira pour certaines."""
    for ligne in tableau.lignes:
        assert set(ligne.evaluation.values()) == {"OUI"} and len(ligne.evaluation) == 30


def test_les_horaires_donnent_les_cas_annonces(tableau: Tableau) -> None:
    """A-078, A-079."""
    semaines = {str(ligne.fiche.matricule): semaine(ligne) for ligne in tableau.lignes}
    certaines = {m: s for m, s in semaines.items() if s.est_certaine}
    assert set(semaines) - set(certaines) == {"2B-07", "31-10"}
    courtes = {m for m, s in certaines.items() if s.minutes_certaines < 24 * 60}
    assert courtes == {"15-03", "23-03"}
    assert {m for m, s in certaines.items() if s.jours_ouverts < 5} == {"31-03"}


def test_les_constats_portent_sur_des_structures_et_des_criteres_du_tableau(
    tableau: Tableau,
) -> None:
    criteres = {str(ligne.fiche.matricule): ligne.evaluation for ligne in tableau.lignes}
    constats = lignes("constats.csv")
    assert {c["resultat"] for c in constats} == {"NON_CONFORME"}
    assert all(c["critere"] in criteres[c["matricule"]] and c["remarque"] for c in constats)
    assert len({(c["matricule"], c["critere"]) for c in constats}) == len(constats) == 10


def test_un_seul_operateur_tarde_dans_un_seul_departement(tableau: Tableau) -> None:
    """A-045 : la convention de Haute-Corse n'est complète que le 10 février 2020."""
    dates = {
        (c["departement"], c["operateur"]): date.fromisoformat(c["date_engagement"])
        for c in lignes("conventions.csv")
    }
    departements = {ligne.fiche.departement for ligne in tableau.lignes}
    assert set(dates) == {(d, o) for d in departements for o in OPERATEURS}
    tardives = {cle: jour for cle, jour in dates.items() if jour > date(2019, 12, 31)}
    assert tardives == {("2B", "CNAV"): date(2020, 2, 10)}
    assert min(dates.values()) > date(2019, 9, 15)


def test_la_geographie_livree_couvre_le_tableau(tableau: Tableau) -> None:
    geographie = lire_communes(
        chemin("communes.csv"), chemin("departements.csv"), chemin("deleguees.csv"), millesime=2024
    )
    communes = {commune.code: commune for commune in geographie.communes}
    for ligne in tableau.lignes:
        commune = communes[ligne.fiche.commune_insee]
        assert (commune.nom, commune.departement) == (ligne.fiche.commune, ligne.fiche.departement)
    assert len(communes) == len({ligne.fiche.commune_insee for ligne in tableau.lignes}) + 1
    assert communes["15035"].code_actuel == "15141"


def test_le_tableau_fautif_montre_une_faute_par_ligne() -> None:
    """A-012."""
    tableau = lire_tableau(chemin("tableau_avec_erreurs.csv"))
    assert (tableau.lues, len(tableau.lignes), tableau.rejetees) == (8, 2, 6)
    assert [str(rejet) for rejet in tableau.rejets] == [
        "ligne 3, département « 12 » : département incohérent : le code INSEE 15001 est du "
        "département 15",
        "ligne 4, nom : obligatoire : la cellule est vide",
        "ligne 5, code INSEE commune « 150O1 » : code INSEE attendu : cinq caractères, par "
        "exemple 12197, 2A004 ou 97412",
        "ligne 6, matricule « 15-51 » : doublon : même structure qu'à la ligne 2",
        "ligne 7, courriel « accueil(at)maison-cirque.example » : adresse mal formée : attendu "
        "nom@domaine.fr, une seule adresse",
        "ligne 7, ETP « deux » : nombre illisible : écrivez par exemple 2 ou 2,5",
        "ligne 8, format « péniche » : valeur inconnue ; valeurs admises : « fixe », "
        "« multisites », « antenne », « bus », « itinérante »",
    ]
    assert [str(avertissement) for avertissement in tableau.avertissements] == [
        "ligne 9, latitude « 2.95339 » : latitude et longitude inversées, remises dans l'ordre"
    ]
