"""Reprendre des listes publiées : des faits datés, des comptes à une date, rien pour les autres."""

import csv
import shutil
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.execution.embedded import Programme
from console.execution.opened import opened
from console.imports.listes import lire_listes, reprendre
from shared.clock import SimulatedClock, SystemClock
from tests.console.conftest import Commande
from tests.console.dossiers import evenements, tables
from tests.console.reprises import compte, comptes, entrer, muette
from tests.data import DATA, needs_real_data
from tests.labellisation.listes import ALLANCHE, ANTENNE, GUERET, liste

LISTES = DATA / "listes"


def journal(dossier: Path) -> Counter[str]:
    with opened(["labellisation"], dossier) as [labellisation]:
        return Counter(evenement[3].rpartition(".")[2] for evenement in evenements(labellisation))


def test_le_nombre_de_labels_se_donne_a_une_date_x_01_a_068(
    tmp_path: Path, france_services: Commande
) -> None:
    """Le nombre est seul sur sa première ligne ; les antennes sont à part."""
    fichier, essai = liste(tmp_path, "20200313", ALLANCHE, GUERET, ANTENNE), tmp_path / "essai"
    mots = ("import", "--historique", fichier, "--sortie", essai, "--rapport", tmp_path)
    assert france_services(*mots).code == 0

    en_decembre, en_janvier, en_fevrier = (
        france_services("counts", "--au", au, "--detail", "--sortie", essai).sortie
        for au in ("2019-12-31", "2020-01-15", "2020-02-15")
    )

    assert en_decembre.startswith("0 ") and "ensemble 0 0 0" in en_decembre
    assert en_janvier.startswith("1 ") and "15 1 1 0" in en_janvier
    assert (
        en_fevrier.startswith("2 ") and "23 1 0 0" in en_fevrier and "ensemble 2 1 0" in en_fevrier
    )


def test_la_meme_liste_deux_fois_ne_change_rien_a_012(
    tmp_path: Path, france_services: Commande
) -> None:
    fichier, essai = liste(tmp_path, "20200206", ALLANCHE, GUERET), tmp_path / "essai"
    mots = ("import", "--historique", fichier, "--sortie", essai, "--rapport", tmp_path)
    assert france_services(*mots).code == 0
    une_fois = journal(essai)

    reponse = france_services(*mots)

    assert reponse.code == 0 and "déjà dans l'histoire" in reponse.sortie
    assert journal(essai) == une_fois


def test_reprendre_n_annonce_que_le_label_et_n_ouvre_aucun_droit_a_131_a030(
    tmp_path: Path,
) -> None:
    """INV-01 : ni audit, ni accord, ni `StructureLabellisee`, ni droit, ni lien, ni courriel."""
    fichier = liste(tmp_path, "20200206", ALLANCHE, GUERET)
    with closing(Programme(tmp_path / "essai", SystemClock(), {})) as programme:
        annonces: list[str] = []
        programme.observe(lambda fait: annonces.append(type(fait).__name__))
        labellisation = programme.components["labellisation"]
        list(reprendre(lire_listes([fichier], None), labellisation, muette))
        programme.settle()

        assert compte(labellisation, "2020-02-15") == (2, 0)
        assert annonces == ["LabelRepris", "LabelRepris"]
        for service, component in programme.components.items():
            assert service in {"labellisation", "audit"} or not evenements(component), service
        suivies = programme.rows("audit", "SELECT nom FROM structures_suivies ORDER BY nom")
        assert [each["nom"] for each in suivies] == ["Maison des Estives", "Relais de Guéret"]
    assert set(journal(tmp_path / "essai")) == {"StructureImportee", "LabelImporte", "MessageRecu"}


def test_dans_un_autre_ordre_l_etat_courant_est_celui_de_la_derniere_liste(tmp_path: Path) -> None:
    janvier = liste(tmp_path, "20200110", {**ALLANCHE, "labellisation": "", "adresse": "1 rue A"})
    mars = liste(tmp_path, "20200313", {**ALLANCHE, "adresse": "3 rue C"})
    for ordre in ([janvier, mars], [mars, janvier]):
        essai = tmp_path / ordre[0].stem
        for fichier in ordre:
            entrer(essai, fichier)
        with opened(["labellisation"], essai) as [labellisation]:
            [releve] = tables(labellisation)["releves"]
            assert "3 rue C" in releve and "2020-01-10" in releve
            assert compte(labellisation, "2020-01-15") == (1, 0)


def test_une_ligne_sans_identifiant_rejoint_la_structure_d_une_autre_liste(tmp_path: Path) -> None:
    """Même importée seule et la première : l'identifiant s'apprend ensuite."""
    anonyme = {**ALLANCHE, "id_fs": "", "lib_fs": "Point d'accueil", "labellisation": ""}
    janvier, fevrier = liste(tmp_path, "20200102", anonyme), liste(tmp_path, "20200206", ALLANCHE)
    for nom, lots in {"ensemble": [[janvier, fevrier]], "apres": [[janvier], [fevrier]]}.items():
        for lot in lots:
            entrer(tmp_path / nom, *lot)
        faits = journal(tmp_path / nom)
        assert (faits["StructureImportee"], faits["StructureActualisee"]) == (1, 1)


def test_une_ancienne_msap_le_reste_quand_une_liste_n_en_dit_plus_rien_a_131(
    tmp_path: Path,
) -> None:
    fevrier = liste(tmp_path, "20200206", {**ALLANCHE, "origine": "MSAP"})
    mars = liste(tmp_path, "20200313", {**ALLANCHE, "lib_fs": "Maison de la vallée"})
    entrer(tmp_path / "essai", fevrier, mars)

    with opened(["labellisation"], tmp_path / "essai") as [labellisation]:
        [dossier] = labellisation.model.query("SELECT nom, origine, etat FROM dossiers")
    assert dossier == {"nom": "Maison de la vallée", "origine": "MSAP", "etat": "LABELLISEE"}


def test_une_ligne_ambigue_est_rendue_et_non_devinee(
    tmp_path: Path, france_services: Commande
) -> None:
    voisine = {**ALLANCHE, "id_fs": "9009", "lib_fs": "Autre maison", "adresse": "8 rue Neuve"}
    anonyme = {**ALLANCHE, "id_fs": "", "lib_fs": "Point d'accueil", "adresse": ""}
    fichiers = [
        liste(tmp_path, "20200102", anonyme),
        liste(tmp_path, "20200206", ALLANCHE, voisine),
    ]

    reponse = france_services(
        *("import", "--historique", *fichiers, "--sortie", tmp_path / "essai"),
        *("--rapport", tmp_path),
    )

    assert reponse.code == 1
    with (tmp_path / "historique_20200102.csv").open(encoding="utf-8-sig") as rendu:
        [ligne] = csv.DictReader(rendu, delimiter=";")
    assert (ligne["ligne"], ligne["issue"]) == ("2", "REJETEE")
    assert "2 structures connues lui ressemblent autant" in ligne["detail"]
    assert journal(tmp_path / "essai")["StructureImportee"] == 2


def test_une_structure_manquante_est_dite_absente_et_reste_comptee(
    tmp_path: Path, france_services: Commande
) -> None:
    fevrier = liste(tmp_path, "20200206", ALLANCHE, GUERET)
    mars = liste(tmp_path, "20200313", ALLANCHE)

    _, derniere = entrer(tmp_path / "essai", fevrier, mars)

    montre = france_services("counts", "--au", "2020-03-15", "--sortie", tmp_path / "essai").sortie
    assert montre.startswith("2 ") and "1 structure comptée, quoiqu'une liste publiée" in montre
    [absente] = [apport for apport in derniere.apports if apport["nature"] == "ABSENTE"]
    assert absente["nom"] == GUERET["lib_fs"]
    assert comptes(tmp_path / "essai", "2020-03-15") == (2, 0)


def test_une_liste_dont_une_ligne_est_illisible_ne_dit_aucune_absence(tmp_path: Path) -> None:
    fevrier = liste(tmp_path, "20200206", ALLANCHE, GUERET)
    nulle_part = {**GUERET, "insee_dep": "??", "insee_com": "??", "code_postal": "??"}
    mars = liste(tmp_path, "20200313", ALLANCHE, nulle_part)

    _, derniere = entrer(tmp_path / "essai", fevrier, mars)

    assert (derniere.rejetees, derniere.nombre("ABSENTE")) == (1, 0)


def test_une_date_corrigee_se_compte_comme_on_la_savait(tmp_path: Path) -> None:
    """J-1 : le même jour, tel qu'on le savait avant et après la correction."""
    clock = SimulatedClock(datetime(2026, 1, 1, tzinfo=UTC))
    corrigee = {**ALLANCHE, "labellisation": "Espace labellisé 02/2020"}
    with closing(Programme(tmp_path / "essai", clock, {})) as programme:
        labellisation = programme.components["labellisation"]
        for jour, ligne in (("20200206", ALLANCHE), ("20200313", corrigee)):
            fichier = liste(tmp_path, jour, ligne)
            list(reprendre(lire_listes([fichier], None), labellisation, muette))
            clock.advance(datetime(2026, 3, 1, tzinfo=UTC))

        assert compte(labellisation, "2020-01-15") == (0, 0)
        assert compte(labellisation, "2020-02-15") == (1, 0)
        avant = datetime(2026, 2, 1, tzinfo=UTC)
        assert compte(labellisation, "2020-01-15", avant) == (1, 0)
        assert compte(labellisation, "2020-01-15", datetime(2025, 12, 31, tzinfo=UTC)) == (0, 0)


def test_l_histoire_d_une_structure_reprise_dit_de_quelle_liste_elle_vient(
    tmp_path: Path, france_services: Commande
) -> None:
    fevrier = liste(tmp_path, "20200206", ALLANCHE)
    mars = liste(tmp_path, "20200313", {**ALLANCHE, "adresse": "5 place du Foirail"})
    entrer(tmp_path / "essai", fevrier, mars)

    racontee = france_services("history", "FS-9001", "--sortie", tmp_path / "essai").sortie

    assert "(liste du 6 février 2020, ligne 2)" in racontee
    assert "à effet du 1er janvier 2020" in racontee
    assert "(adresse ; liste du 13 mars 2020, ligne 2)" in racontee
    assert "fait du 13/03/2020" in racontee


@pytest.mark.parametrize(
    ("mots", "raison"),
    [
        (["liste.csv"], "--date"),
        (["liste_fs_20200206.csv", "liste_fs_20200313.csv", "--date", "2020-02-06"], "un par un"),
    ],
    ids=["nom sans date", "une date pour deux"],
)
def test_une_liste_sans_date_est_refusee_avec_le_remede(
    mots: list[str], raison: str, tmp_path: Path, france_services: Commande
) -> None:
    modele = liste(tmp_path, "20200206", ALLANCHE)
    for nom in ("liste.csv", "liste_fs_20200313.csv"):
        (tmp_path / nom).write_bytes(modele.read_bytes())
    donnes = [tmp_path / mot if mot.endswith("csv") else mot for mot in mots]

    reponse = france_services("import", "--historique", *donnes, "--sortie", tmp_path / "essai")

    assert (reponse.code, raison in reponse.erreur) == (2, True), reponse.erreur


def test_une_remontee_sans_departement_est_refusee(
    tmp_path: Path, france_services: Commande
) -> None:
    reponse = france_services("import", liste(tmp_path, "20200206", ALLANCHE))

    assert reponse.code == 2 and "--departement" in reponse.erreur
    assert "--historique" in reponse.erreur


@needs_real_data
def test_la_liste_de_fevrier_seule_donne_460_puis_534_x_01_a_068(
    tmp_path: Path, france_services: Commande
) -> None:
    essai = tmp_path / "essai"
    [reprise] = entrer(essai, LISTES / "liste_fs_20200206.csv")
    en_janvier = france_services("counts", "--au", "2020-01-15", "--sortie", essai).sortie
    en_fevrier = france_services("counts", "--au", "2020-02-15", "--sortie", essai).sortie

    assert (reprise.rejetees, reprise.nombre("NOUVELLE")) == (0, 534)
    assert (en_janvier.split()[0], en_fevrier.split()[0]) == ("460", "534")
    with closing(Programme(essai, SystemClock(), {})) as programme:
        programme.settle()
        for service, table in (("funding", "droits"), ("onboarding", "raccordements")):
            assert programme.rows(service, f"SELECT * FROM {table}") == []
        assert programme.rows("notifications", "SELECT * FROM courriels") == []


@needs_real_data
def test_la_liste_de_mars_seule_donne_533_et_47_antennes_x_01(tmp_path: Path) -> None:
    entrer(tmp_path / "essai", LISTES / "liste_fs_20200313.csv")

    assert comptes(tmp_path / "essai", "2020-03-15") == (533, 47)


@needs_real_data
def test_les_cinq_listes_ne_font_qu_une_histoire(tmp_path: Path) -> None:
    """Une structure par identifiant ; deux labels dont la date fut corrigée ; une disparue."""
    fichiers = sorted(LISTES.glob("liste_fs_*.csv"))
    reprises = entrer(tmp_path / "essai", *reversed(fichiers))

    assert [r.liste.tableau.lues for r in reprises] == [456, 486, 534, 580, 591]
    fevrier, mars = reprises[2:4]
    assert (fevrier.nombre("LABEL"), mars.nombre("LABEL"), mars.nombre("ANTENNE")) == (534, 2, 47)
    assert [a["nom"] for a in mars.apports if a["nature"] == "ABSENTE"] == [
        "Saint Gervais d'Auvergne"
    ]
    # Ten antennes of September 2020 have no commune code: they are kept, and counted.
    assert comptes(tmp_path / "essai", "2020-01-15") == (460, 57)
    assert comptes(tmp_path / "essai", "2020-02-15")[0] == 534
    with opened(["labellisation"], tmp_path / "essai") as [labellisation]:
        rows = labellisation.model.query("SELECT matricule FROM releves WHERE matricule <> ''")
    fois = Counter(row["matricule"] for row in rows)
    assert len(fois) == 594 and set(fois.values()) == {1}


@pytest.mark.xdist_group("essai")
def test_les_dossiers_d_un_essai_se_comptent_par_etat_a_une_date(
    essai: Path, tmp_path: Path, france_services: Commande
) -> None:
    """Du journal, jamais d'un compte gardé : le nombre d'abord, puis chaque état (X-01)."""
    copie = tmp_path / "copie"
    shutil.copytree(essai, copie)
    avant, au_debut, a_la_fin = (
        france_services("counts", "--etat", "--au", au, "--sortie", copie).sortie
        for au in ("2019-09-01", "2019-09-20", "2020-03-01")
    )

    assert avant == "0"
    assert "labellisée" not in au_debut and "labellisée" in a_la_fin
    assert a_la_fin.split()[0] == str(len(structures_de(copie)))


def structures_de(dossier: Path) -> list[str]:
    with opened(["labellisation"], dossier) as [labellisation]:
        rows = labellisation.model.query("SELECT structure_id FROM dossiers")
    return [row["structure_id"] for row in rows]
