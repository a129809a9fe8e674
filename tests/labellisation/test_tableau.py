"""Le tableau de remontée, ligne à ligne (A-003, A-011, A-012, A-020)."""

from datetime import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.labellisation.dossier.commands import RemonterStructure
from services.labellisation.tableau.questions import Ligne, Tableau, lire_tableau
from shared.contracts.structure import Fiche
from shared.messages.actors import Acteur
from tests.labellisation.tableaux import ENTETE, LIGNE, ecrire, ecrire_classeur, texte_csv


def lire(dossier: Path, *lignes: dict[str, str], **options: Any) -> Tableau:
    return lire_tableau(ecrire(dossier, texte_csv(*lignes)), **options)


def retenue(dossier: Path, **cellules: str) -> Ligne:
    (ligne,) = lire(dossier, LIGNE | cellules).lignes
    return ligne


def messages(tableau: Tableau) -> list[str]:
    return [str(rejet) for rejet in tableau.rejets]


def avertis(tableau: Tableau) -> list[str]:
    return [str(avertissement) for avertissement in tableau.avertissements]


def test_une_ligne_devient_une_structure_remontee(tmp_path: Path) -> None:
    """A-003, A-011 : fiche, effectifs et réponses déclarées, prêts pour la commande."""
    ligne = retenue(tmp_path)
    assert ligne.fiche == Fiche(
        matricule="15-01",
        nom="Maison de la Vallée",
        departement="15",
        adresse="1 place Haute",
        code_postal="15160",
        commune_insee="15001",
        commune="Allanche",
        latitude=45.23147,
        longitude=2.95339,
        format="FIXE",
        origine="MSAP",
        porteur_type="COLLECTIVITE",
        courriel="accueil@vallee.example",
        horaires={"lundi": "9h-12h / 14h-17h", "samedi": "-"},
    )
    assert (ligne.numero, ligne.agents, ligne.etp) == (2, 2, 2.5)
    assert ligne.evaluation == {"HOR-01": "OUI", "LOC-02": "NON", "QUA-05": "NON_RENSEIGNE"}
    RemonterStructure(
        message_id=UUID(int=1),
        acteur=Acteur(role="PREFET", id="prefet-15", departement="15"),
        structure_id=ligne.structure_id,
        fiche=ligne.fiche,
        evaluation=ligne.evaluation,
        agents=ligne.agents,
        etp=ligne.etp,
        fichier="0" * 64,
        ligne=ligne.numero,
    )


@pytest.mark.parametrize(
    ("cellules", "message"),
    [
        ({"nom": ""}, "ligne 2, nom : obligatoire : la cellule est vide"),
        (
            {"nom": "N" * 201},
            f"ligne 2, nom « {'N' * 80} » : trop long : 200 caractères au plus",
        ),
        (
            {"code INSEE commune": "1500"},
            "ligne 2, département « 15 » : département incohérent : le code INSEE 01500 est du "
            "département 01",
        ),
        (
            {"code INSEE commune": "١٥٠٠١"},
            "ligne 2, code INSEE commune « ١٥٠٠١ » : code INSEE attendu : cinq caractères, par "
            "exemple 12197, 2A004 ou 97412",
        ),
        (
            {"département": "20", "code INSEE commune": "2A004"},
            "ligne 2, département « 20 » : département inconnu : « 20 » n'a plus cours ; écrivez "
            "2A (Corse-du-Sud) ou 2B (Haute-Corse)",
        ),
        (
            {"département": "2B", "code INSEE commune": "2A004"},
            "ligne 2, département « 2B » : département incohérent : le code INSEE 2A004 est du "
            "département 2A",
        ),
        (
            {"département": "97", "code INSEE commune": "97412"},
            "ligne 2, département « 97 » : département inconnu : « 97 » ; attendu : un code comme "
            "01, 2A, 974 ou 978",
        ),
        (
            {"format": "péniche"},
            "ligne 2, format « péniche » : valeur inconnue ; valeurs admises : « fixe », "
            "« multisites », « antenne », « bus », « itinérante »",
        ),
        (
            {"origine": "ancienne gare"},
            "ligne 2, origine « ancienne gare » : valeur inconnue ; valeurs admises : "
            "« création », « MSAP », « non renseignée »",
        ),
        (
            {"courriel": "accueil chez vallee.example"},
            "ligne 2, courriel « accueil chez vallee.example » : adresse mal formée : attendu "
            "nom@domaine.fr, une seule adresse",
        ),
        (
            {"ETP": "deux"},
            "ligne 2, ETP « deux » : nombre illisible : écrivez par exemple 2 ou 2,5",
        ),
        ({"ETP": "nan"}, "ligne 2, ETP « nan » : nombre illisible : écrivez par exemple 2 ou 2,5"),
        (
            {"ETP": "1e999"},
            "ligne 2, ETP « 1e999 » : nombre illisible : écrivez par exemple 2 ou 2,5",
        ),
        ({"ETP": "-1"}, "ligne 2, ETP « -1 » : trop petit : 0 au moins"),
        ({"agents": "501"}, "ligne 2, agents « 501 » : trop grand : 500 au plus"),
        ({"agents": "2,5"}, "ligne 2, agents « 2,5 » : un nombre entier est attendu"),
        (
            {"LOC-02": "peut-être"},
            "ligne 2, LOC-02 « peut-être » : réponse illisible : écrivez oui, non, ou laissez vide",
        ),
        (
            {"lundi": "9h-12h " * 100},
            f"ligne 2, lundi « {('9h-12h ' * 12)[:80]} » : trop long : 500 caractères au plus",
        ),
        (
            {"adresse": "#REF!"},
            "ligne 2, adresse « #REF! » : erreur de calcul du tableur : corrigez la formule",
        ),
    ],
)
def test_une_ligne_fautive_est_rejetee_avec_son_champ_et_le_remede(
    tmp_path: Path, cellules: dict[str, str], message: str
) -> None:
    tableau = lire(tmp_path, LIGNE | cellules)
    assert messages(tableau) == [message]
    assert (tableau.lues, tableau.lignes, tableau.rejetees) == (1, (), 1)


def test_toutes_les_fautes_d_une_ligne_sont_dites_ensemble(tmp_path: Path) -> None:
    tableau = lire(tmp_path, LIGNE | {"nom": "", "ETP": "x", "courriel": "y"}, LIGNE)
    assert {rejet.champ for rejet in tableau.rejets} == {"nom", "ETP", "courriel"}
    assert (tableau.lues, len(tableau.lignes), tableau.rejetees) == (2, 1, 1)


def test_une_ligne_decalee_par_un_separateur_en_trop_est_rejetee(tmp_path: Path) -> None:
    tableau = lire_tableau(ecrire(tmp_path, texte_csv(LIGNE).rstrip("\n") + ";oui\n"))
    assert "1 valeur hors des colonnes titrées" in messages(tableau)[0]


def test_un_prefet_ne_remonte_que_son_departement(tmp_path: Path) -> None:
    """A-020."""
    corse = LIGNE | {"département": "2a", "code INSEE commune": "2a004", "matricule": "2A-01"}
    tableau = lire(tmp_path, LIGNE, corse, departement="2A")
    assert [ligne.fiche.departement for ligne in tableau.lignes] == ["2A"]
    assert messages(tableau) == [
        "ligne 2, département « 15 » : hors périmètre : seul le département 2A est attendu ici"
    ]


def test_un_doublon_est_rejete_et_nomme_la_premiere_ligne(tmp_path: Path) -> None:
    """A-012 : même matricule, ou à défaut même commune, même nom et même adresse."""
    sans = LIGNE | {"matricule": ""}
    majuscules = sans | {"nom": "MAISON DE LA VALLEE", "adresse": "1, place Haute"}
    tableau = lire(tmp_path, LIGNE, LIGNE | {"nom": "Autre"}, sans, majuscules)
    assert messages(tableau) == [
        "ligne 3, matricule « 15-01 » : doublon : même structure qu'à la ligne 2",
        "ligne 5, nom « MAISON DE LA VALLEE » : doublon : même structure qu'à la ligne 4",
    ]


def test_la_ligne_corrigee_d_une_ligne_rejetee_n_est_pas_un_doublon(tmp_path: Path) -> None:
    tableau = lire(tmp_path, LIGNE | {"ETP": "?"}, LIGNE)
    assert [ligne.numero for ligne in tableau.lignes] == [3]


def test_l_identite_ne_depend_que_du_matricule(tmp_path: Path) -> None:
    un, deux = retenue(tmp_path), retenue(tmp_path, nom="Renommée", adresse="Ailleurs")
    assert un.structure_id == deux.structure_id == UUID("5697f8a6-c9c6-5a63-ad63-7d9a746341d7")


@pytest.mark.parametrize(
    ("latitude", "longitude", "attendu", "message"),
    [
        ("45,23147", "2,95339", (45.23147, 2.95339), None),
        ("2.95339", "45.23147", (45.23147, 2.95339), "inversées, remises dans l'ordre"),
        ("48.85", "142.0", (None, None), "hors du département, laissées vides"),
        ("45.2", "", (None, None), "illisibles, laissées vides"),
        ("inf", "nan", (None, None), "illisibles, laissées vides"),
        ("", "", (None, None), None),
    ],
)
def test_des_coordonnees_douteuses_sont_reparees_ou_laissees_vides(
    tmp_path: Path,
    latitude: str,
    longitude: str,
    attendu: tuple[float | None, float | None],
    message: str | None,
) -> None:
    tableau = lire(tmp_path, LIGNE | {"latitude": latitude, "longitude": longitude})
    fiche = tableau.lignes[0].fiche
    assert (fiche.latitude, fiche.longitude) == attendu
    assert [message in a for a in avertis(tableau) if message] == [True] * bool(message)


def test_l_outre_mer_a_son_propre_cadre(tmp_path: Path) -> None:
    reunion = {"département": "974", "code INSEE commune": "97412"}
    fiche = retenue(tmp_path, **reunion, latitude="55.612276", longitude="-21.350725").fiche
    assert (fiche.latitude, fiche.longitude) == (-21.350725, 55.612276)


@pytest.mark.parametrize(
    ("saisi", "attendu"), [("1200", "01200"), ("1200.0", "01200"), ("01 200", "01200"), ("x", "")]
)
def test_un_code_postal_abime_par_le_tableur_est_repare(
    tmp_path: Path, saisi: str, attendu: str
) -> None:
    assert retenue(tmp_path, **{"code postal": saisi}).fiche.code_postal == attendu


@pytest.mark.parametrize(
    ("colonne", "saisi", "champ", "attendu"),
    [
        ("type de porteur", "collectivité", "porteur_type", "COLLECTIVITE"),
        ("type de porteur", "LA POSTE", "porteur_type", "LA_POSTE"),
        ("type de porteur", "Etat", "porteur_type", "ETAT"),
        ("type de porteur", "", "porteur_type", "NON_RENSEIGNE"),
        ("format", "Multi-sites", "format", "MULTISITES"),
        ("format", "Itinérance", "format", "ITINERANTE"),
        ("origine", "Création", "origine", "CREATION"),
    ],
)
def test_les_mots_usuels_designent_leur_code(
    tmp_path: Path, colonne: str, saisi: str, champ: str, attendu: str
) -> None:
    assert getattr(retenue(tmp_path, **{colonne: saisi}).fiche, champ) == attendu


def test_un_classeur_rend_ses_cellules_typees(tmp_path: Path) -> None:
    types: dict[str, Any] = {
        "département": 1,
        "code INSEE commune": 1033,
        "code postal": 1200.0,
        "latitude": 46.105747,
        "longitude": 5.825644,
        "lundi": time(9, 0),
        "agents": 2.0,
        "ETP": 2.5,
        "HOR-01": True,
    }
    rangee = [(LIGNE | types)[c] for c in ENTETE]
    tableau = lire_tableau(ecrire_classeur(tmp_path, [ENTETE, [], rangee]))
    (ligne,) = tableau.lignes
    assert (ligne.numero, ligne.agents, ligne.etp) == (3, 2, 2.5)
    assert ligne.fiche.commune_insee == "01033" and ligne.fiche.code_postal == "01200"
    assert ligne.fiche.horaires == {"lundi": "09:00", "samedi": "-"}
    assert ligne.evaluation["HOR-01"] == "OUI"
    assert avertis(tableau) == [
        "ligne 3, code INSEE commune « 1033 » : zéro initial rétabli : 01033",
        "ligne 3, code postal « 1200 » : zéro initial rétabli : 01200",
        "ligne 3, département « 1 » : zéro initial rétabli : 01",
    ]
