"""Remonter un tableau : un refus se comprend, et rien n'est à moitié fait."""

import csv
from contextlib import closing
from pathlib import Path

import pytest

from console.execution.embedded import Programme
from console.execution.opened import opened
from console.imports.geographie import charger, lire_dossier
from console.imports.importation import importer
from shared.clock import SystemClock
from shared.horaires import lire_semaine
from tests.console.conftest import ECHANTILLON, Commande
from tests.console.dossiers import evenements
from tests.data import DATA, needs_real_data
from tests.labellisation.tableaux import LIGNE, ecrire, texte_csv

CENT_MEGA_OCTETS = 100_000_000
AUBUSSON = {
    "département": "23",
    "code postal": "23200",
    "code INSEE commune": "23008",
    "commune": "Aubusson",
    "latitude": "45.95078",
    "longitude": "2.16688",
}
LISTE = DATA / "listes" / "liste_fs_20200206.csv"


@pytest.fixture
def dossier(tmp_path: Path, france_services: Commande) -> Path:
    """Un dossier où le code officiel géographique de l'échantillon est chargé."""
    dossier = tmp_path / "donnees"
    reponse = france_services(
        "load-geography", ECHANTILLON, "--millesime", "2024", "--sortie", dossier
    )
    assert (reponse.code, "54 communes" in reponse.sortie) == (0, True)
    return dossier


def test_les_communes_de_l_echantillon_viennent_avec_le_programme(
    dossier: Path, france_services: Commande
) -> None:
    reponse = france_services("load-geography", "--echantillon", "--sortie", dossier)

    assert "54 communes, millésime 2024 : déjà chargées" in reponse.sortie


@pytest.mark.parametrize("mots", [(), (ECHANTILLON, "--echantillon")])
def test_il_faut_un_dossier_de_communes_ou_l_echantillon(
    dossier: Path, france_services: Commande, mots: tuple[object, ...]
) -> None:
    reponse = france_services("load-geography", *mots, "--sortie", dossier)

    assert (reponse.code, "ou --echantillon" in reponse.erreur) == (2, True)


def structures(dossier: Path) -> list[str]:
    with opened(["labellisation"], dossier) as [labellisation]:
        rows = labellisation.model.query("SELECT nom FROM dossiers ORDER BY nom")
    return [row["nom"] for row in rows]


def nombre_d_evenements(dossier: Path) -> int:
    with opened(["labellisation"], dossier) as [labellisation]:
        return len(evenements(labellisation))


@pytest.mark.parametrize(
    ("contenu", "nom", "mots"),
    [
        ("nom;lundi\nMaison;9h-12h\n", "tableau.csv", ["colonne", "code INSEE"]),
        ("", "tableau.csv", ["vide"]),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "tableau.csv", ["PDF"]),
        (b"PK\x03\x04 pas un classeur", "tableau.xlsx", ["classeur"]),
        (texte_csv(), "tableau.csv", ["aucune ligne"]),
    ],
    ids=["colonne manquante", "vide", "PDF", "faux classeur", "sans ligne"],
)
def test_un_fichier_qui_n_est_pas_un_tableau_est_refuse_en_entier(
    contenu: str | bytes,
    nom: str,
    mots: list[str],
    dossier: Path,
    tmp_path: Path,
    france_services: Commande,
) -> None:
    """A-003 : le message dit quoi, et comment le corriger ; aucun événement n'est enregistré."""
    tableau = ecrire(tmp_path, contenu, nom)

    reponse = france_services("import", tableau, "--departement", "15", "--sortie", dossier)

    assert reponse.code == 2
    assert all(mot.lower() in reponse.erreur.lower() for mot in [nom, *mots]), reponse.erreur
    assert nombre_d_evenements(dossier) == 0


def test_cent_mega_octets_de_bruit_sont_refuses_en_entier(
    dossier: Path, tmp_path: Path, france_services: Commande
) -> None:
    tableau = tmp_path / "bruit.csv"
    with tableau.open("wb") as bruit:
        bruit.truncate(CENT_MEGA_OCTETS)

    reponse = france_services("import", tableau, "--departement", "15", "--sortie", dossier)

    assert reponse.code == 2
    assert "bruit.csv" in reponse.erreur
    assert nombre_d_evenements(dossier) == 0


@pytest.mark.parametrize(
    ("changement", "mots"),
    [
        (AUBUSSON, ["23", "hors périmètre"]),
        ({"département": "23"}, ["23", "15001 est du département 15"]),
        ({"code INSEE commune": "15999", "commune": "Nulle-Part"}, ["15999", "commune"]),
        ({"courriel": "accueil(at)vallee"}, ["courriel", "nom@domaine.fr"]),
    ],
    ids=["autre département", "département incohérent", "commune inconnue", "courriel"],
)
def test_une_ligne_fautive_est_rejetee_seule_a003(
    changement: dict[str, str],
    mots: list[str],
    dossier: Path,
    tmp_path: Path,
    france_services: Commande,
) -> None:
    bonne = {**LIGNE, "matricule": "15-02", "nom": "Maison Voisine"}
    tableau = ecrire(tmp_path, texte_csv({**LIGNE, **changement}, bonne))

    reponse = france_services(
        *("import", tableau, "--departement", "15"), *("--sortie", dossier, "--rapport", tmp_path)
    )

    assert reponse.code == 1
    assert "2 lignes lues, 1 retenue, 1 rejetée" in reponse.sortie
    assert structures(dossier) == ["Maison Voisine"]
    with (tmp_path / "lignes_rejetees.csv").open(encoding="utf-8-sig") as rejets:
        [rejet] = csv.DictReader(rejets, delimiter=";")
    assert rejet["ligne"] == "2"
    assert all(mot in " ".join(rejet.values()) for mot in mots), rejet


def test_un_doublon_dans_le_tableau_ne_fait_qu_une_structure(
    dossier: Path, tmp_path: Path, france_services: Commande
) -> None:
    tableau = ecrire(tmp_path, texte_csv(LIGNE, LIGNE))

    reponse = france_services(
        *("import", tableau, "--departement", "15"), *("--sortie", dossier, "--rapport", tmp_path)
    )

    assert (reponse.code, structures(dossier)) == (1, [LIGNE["nom"]])
    assert "doublon : même structure qu'à la ligne 2" in reponse.sortie


def test_un_tableau_en_latin_1_est_lu_et_le_dit(
    dossier: Path, tmp_path: Path, france_services: Commande
) -> None:
    tableau = ecrire(tmp_path, texte_csv({**LIGNE, "nom": "Maison des Cèdres"}).encode("latin-1"))

    reponse = france_services(
        *("import", tableau, "--departement", "15"), *("--sortie", dossier, "--rapport", tmp_path)
    )

    assert (reponse.code, structures(dossier)) == (0, ["Maison des Cèdres"])
    assert "UTF-8" in reponse.sortie


def test_le_meme_tableau_deux_fois_ne_change_rien_a012(
    dossier: Path, tmp_path: Path, france_services: Commande
) -> None:
    tableau = ecrire(tmp_path, texte_csv(LIGNE))
    mots = ("import", tableau, "--departement", "15", "--sortie", dossier, "--rapport", tmp_path)

    assert france_services(*mots).code == 0
    une_fois = nombre_d_evenements(dossier)

    assert france_services(*mots).code == 0
    assert nombre_d_evenements(dossier) == une_fois


def test_refuse_faute_de_communes_le_meme_tableau_est_retenu_une_fois_qu_elles_sont_chargees(
    tmp_path: Path, france_services: Commande
) -> None:
    """ADR 0031 ; la ligne qui n'a pas lieu d'être reste refusée."""
    vide = tmp_path / "vide"
    ailleurs = {**LIGNE, "matricule": "15-02", "nom": "Ailleurs", "code INSEE commune": "15999"}
    tableau = ecrire(tmp_path, texte_csv(LIGNE, ailleurs))
    mots = ("import", tableau, "--departement", "15", "--sortie", vide, "--rapport", tmp_path)

    avant = france_services(*mots)
    assert (avant.code, "0 retenue, 2 rejetées" in avant.sortie) == (1, True)
    assert france_services("load-geography", "--echantillon", "--sortie", vide).code == 0

    for _ in range(2):
        apres = france_services(*mots)
        assert (apres.code, "1 retenue, 1 rejetée" in apres.sortie) == (1, True), apres.sortie
        assert structures(vide) == [LIGNE["nom"]]
    assert "15999" in apres.sortie


def test_sans_dossier_ni_serveur_la_commande_dit_ce_qui_manque(
    tmp_path: Path, france_services: Commande, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AMQP_URI", raising=False)

    reponse = france_services("import", ecrire(tmp_path, texte_csv(LIGNE)), "--departement", "15")

    assert (reponse.code, "AMQP_URI" in reponse.erreur) == (2, True)


@needs_real_data
def test_aucune_ligne_d_une_vraie_liste_ne_se_perd(dossier: Path) -> None:
    """Ce que la lecture des horaires ne compte pas est dit, avec la ligne et le texte."""
    with closing(Programme(dossier, SystemClock(), {})) as programme:
        charger(programme.components["labellisation"], lire_dossier(DATA / "geo"))
        rendu = importer(LISTE, None, SystemClock().now(), programme.send_all)

    ecrit = {(observee.numero, observee.champ): observee.texte for observee in rendu.horaires}
    assert (rendu.tableau.lues, rendu.retenues + rendu.rejetees) == (534, 534)
    assert rendu.retenues > 500
    for ligne in rendu.tableau.lignes:
        for jour, texte, _ in lire_semaine(ligne.fiche.horaires).reserves:
            assert ecrit[ligne.numero, jour] == texte
