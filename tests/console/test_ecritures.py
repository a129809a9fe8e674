"""Une structure se retrouve quelle que soit l'écriture : à l'import, et à la recherche."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from console.acteurs import prefecture
from console.execution.embedded import Programme
from console.execution.opened import caught_up, opened
from console.imports.geographie import charger, lire_dossier
from services.labellisation.dossier.commands import RemonterStructure
from services.labellisation.tableau.questions import Tableau, lire_tableau
from shared.clock import SimulatedClock
from tests.console.conftest import ECHANTILLON, Commande
from tests.console.dossiers import evenements
from tests.labellisation.classeurs import Onglet, classeur, ligne
from tests.labellisation.tableaux import LIGNE, ecrire, texte_csv

JOUR = datetime(2019, 9, 15, 9, tzinfo=UTC)
COEUR = {**LIGNE, "matricule": "", "nom": "Espace du Sacré-Cœur", "adresse": "1 rue Haute"}


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """Un dossier où le code officiel géographique de l'échantillon est chargé."""
    with closing(Programme(tmp_path / "essai", SimulatedClock(JOUR), {})) as programme:
        charger(programme.components["labellisation"], lire_dossier(ECHANTILLON, 2024))
    return tmp_path / "essai"


def enregistrer_comme_avant(dossier: Path, tableau: Tableau) -> None:
    """Ce que la version d'avant enregistrait de ces lignes : l'écriture faisait l'identité."""
    with closing(Programme(dossier, SimulatedClock(JOUR), {})) as programme:
        for ligne in tableau.lignes:
            assert ligne.identite_d_avant
            remontee = RemonterStructure(
                message_id=uuid5(NAMESPACE_URL, f"tableau:{tableau.empreinte}:{ligne.numero}"),
                acteur=prefecture("15"),
                survenu_le=JOUR,
                structure_id=ligne.identite_d_avant,
                fiche=ligne.fiche,
                evaluation=ligne.evaluation,
                agents=ligne.agents,
                etp=ligne.etp,
                fichier=tableau.empreinte,
                ligne=ligne.numero,
            )
            assert programme.send(remontee).accepted
        programme.settle()


def structures(dossier: Path) -> list[tuple[str, str]]:
    with opened(["labellisation"], dossier) as [labellisation]:
        rows = caught_up(labellisation).model.query("SELECT * FROM dossiers ORDER BY structure_id")
    return [(row["structure_id"], row["nom"]) for row in rows]


def nombre_d_evenements(dossier: Path) -> int:
    with opened(["labellisation"], dossier) as [labellisation]:
        return len(evenements(labellisation))


def test_l_identite_d_avant_est_celle_que_les_journaux_gardent(tmp_path: Path) -> None:
    """Recopiées d'un journal de la version d'avant."""
    lignes = [{**LIGNE, "matricule": m} for m in ("15–81", "15-82\u200b", "15 - 83")]
    lues = lire_tableau(ecrire(tmp_path, texte_csv(*lignes, COEUR))).lignes
    assert [str(ligne.identite_d_avant) for ligne in lues] == AVANT


AVANT = [
    "17972fe7-6f3d-568e-b694-acd2dad06331",
    "2b1c74cb-8c27-58b5-ab78-5c336bd8b422",
    "1aeee00b-fe84-597f-a71d-d04229b99a5a",
    "69a8a8b4-0c30-5908-b867-e9359789b85f",
]


@pytest.mark.parametrize("matricule", ["15–81", "15\u201181", "15-81\u200b", "É-81", "15 - 81"])
def test_le_meme_tableau_sur_un_dossier_d_avant_y_retrouve_ses_structures(
    dossier: Path, tmp_path: Path, france_services: Commande, matricule: str
) -> None:
    chemin = ecrire(tmp_path, texte_csv({**LIGNE, "matricule": matricule}, COEUR))
    enregistrer_comme_avant(dossier, lire_tableau(chemin))
    avant, nombre = structures(dossier), nombre_d_evenements(dossier)

    mots = ("--departement", "15", "--sortie", dossier, "--rapport", tmp_path)
    reponse = france_services("import", chemin, *mots)

    assert (reponse.code, structures(dossier)) == (0, avant), reponse
    assert nombre_d_evenements(dossier) == nombre


def test_une_ligne_corrigee_retrouve_la_structure_d_avant(
    dossier: Path, tmp_path: Path, france_services: Commande
) -> None:
    ancienne = ecrire(tmp_path, texte_csv({**LIGNE, "matricule": "15–81"}, COEUR))
    enregistrer_comme_avant(dossier, lire_tableau(ancienne))
    ids = [id for id, _ in structures(dossier)]
    corrigees = [{**LIGNE, "nom": "Nouveau nom"}, {**COEUR, "commune": "ALLANCHE"}]
    corrigees[0]["matricule"] = "15-81"
    nouveau = ecrire(tmp_path, texte_csv(*corrigees), "nouveau.csv")

    mots = ("--departement", "15", "--sortie", dossier, "--rapport", tmp_path)
    assert france_services("import", nouveau, *mots).code == 0

    assert [id for id, _ in structures(dossier)] == ids
    assert "Nouveau nom" in dict(structures(dossier)).values()


def test_une_ligne_lue_autrement_qu_avant_est_une_autre_demande(
    dossier: Path, tmp_path: Path, france_services: Commande
) -> None:
    """Le même fichier, dont le texte encodé deux fois est maintenant remis en clair."""
    double = "Été".encode().decode("cp1252")
    chemin = ecrire(tmp_path, texte_csv({**LIGNE, "nom": double}))
    tableau = lire_tableau(chemin)
    [ligne] = tableau.lignes
    abimee = ligne.fiche.model_copy(update={"nom": double})
    comme_avant = Tableau(**{**vars(tableau), "lignes": (replace(ligne, fiche=abimee),)})
    enregistrer_comme_avant(dossier, comme_avant)

    mots = ("--departement", "15", "--sortie", dossier, "--rapport", tmp_path)
    reponse = france_services("import", chemin, *mots)

    assert (reponse.code, [nom for _, nom in structures(dossier)]) == (0, ["Été"]), reponse


@pytest.mark.parametrize(
    "cherche",
    ["15–01", "15\u201101", "l'été d'Évaux", "L’ÉTÉ D’ÉVAUX", "l'e\u0301te\u0301 d'e\u0301vaux"],
)
@pytest.mark.parametrize("commande", ["history", "dossier"])
def test_une_structure_se_cherche_quelle_qu_en_soit_l_ecriture(
    dossier: Path, tmp_path: Path, france_services: Commande, cherche: str, commande: str
) -> None:
    chemin = ecrire(tmp_path, texte_csv({**LIGNE, "nom": "L’Été d’Évaux"}))
    mots = ("--departement", "15", "--sortie", dossier, "--rapport", tmp_path)
    assert france_services("import", chemin, *mots).code == 0

    reponse = france_services(commande, cherche, "--sortie", dossier)

    assert reponse.code == 0 and "L’Été d’Évaux" in reponse.sortie, reponse


@pytest.mark.parametrize("cherche", ["", "-", "\u200b", "15-1"])
def test_une_recherche_vide_ne_designe_personne(
    dossier: Path, tmp_path: Path, france_services: Commande, cherche: str
) -> None:
    chemin = ecrire(tmp_path, texte_csv({**LIGNE, "matricule": ""}))
    mots = ("--departement", "15", "--sortie", dossier, "--rapport", tmp_path)
    assert france_services("import", chemin, *mots).code == 0

    reponse = france_services("history", cherche, "--sortie", dossier)

    assert (reponse.code, "Aucune structure connue" in reponse.erreur) == (2, True)


def test_deux_onglets_font_deux_lots_de_demandes(
    dossier: Path, tmp_path: Path, france_services: Commande
) -> None:
    """La même ligne de deux onglets n'est pas la même demande ; deux fois ne change rien."""
    chemin = deux_onglets(tmp_path)
    mots = ("import", chemin, "--departement", "15", "--sortie", dossier, "--rapport", tmp_path)
    assert france_services(*mots).code == 0
    assert sorted(nom for _, nom in structures(dossier)) == ["Nord", "Sud"]
    nombre = nombre_d_evenements(dossier)

    assert france_services(*mots).code == 0
    assert nombre_d_evenements(dossier) == nombre


def deux_onglets(dossier: Path) -> Path:
    titres = ligne("matricule", "nom", "département", "code INSEE", "courriel")
    return classeur(
        dossier / "t.xlsx",
        Onglet("Nord", [titres, ligne("15-01", "Nord", "15", "15001", "a@essai.example")]),
        Onglet("Sud", [titres, ligne("15-02", "Sud", "15", "15001", "a@essai.example")]),
    )
