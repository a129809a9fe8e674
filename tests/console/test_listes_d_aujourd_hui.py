"""Reprendre une liste d'aujourd'hui, seule puis après les cinq de 2020 : rien n'y est perdu."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from console.execution.opened import opened
from tests.console.conftest import Commande
from tests.console.reprises import comptes, entrer
from tests.data import DATA, needs_real_data
from tests.labellisation.listes_d_aujourd_hui import (
    Commune,
    Liste,
    code_officiel,
    ecrire,
    engendrer,
    ligne,
)

JOURS = ("2020-01-01", "2021-01-15", "2022-06-30", "2023-12-08", "2024-08-01")
MORO = Commune("2B007", "Saint-Barpré-l'Étang", "2B")


@pytest.fixture(scope="module")
def engendree(tmp_path_factory: pytest.TempPathFactory) -> Liste:
    return engendrer(tmp_path_factory.mktemp("liste") / "liste_fs_20240801.csv", lignes=600)


def attendu(liste: Liste, au: str) -> tuple[int, int]:
    jour = date.fromisoformat(au)
    return liste.labellisees(jour), sum(each <= jour for each in liste.antennes.values())


def test_une_liste_engendree_se_compte_a_cinq_dates_x_01(engendree: Liste, tmp_path: Path) -> None:
    [reprise] = entrer(tmp_path / "essai", engendree.chemin)

    assert {each.numero for each in reprise.rejets} == engendree.refusees
    assert (reprise.nombre("LABEL"), reprise.nombre("ANTENNE")) == (
        len(engendree.labels),
        len(engendree.antennes),
    )
    assert [comptes(tmp_path / "essai", au) for au in JOURS] == [
        attendu(engendree, au) for au in JOURS
    ]


def test_les_antennes_reprises_nomment_leur_principale(engendree: Liste, tmp_path: Path) -> None:
    [reprise] = entrer(tmp_path / "essai", engendree.chemin)

    dites = {a["ligne"]: a["changements"] for a in reprise.apports if a["nature"] == "ANTENNE"}
    noms = {n: engendree.lignes[p - 2]["lib_fs"] for n, p in engendree.rattachees.items()}
    assert {n: [noms[n]] for n in noms if noms[n]} == {n: dites[n] for n in noms if noms[n]}
    assert [n for n, dite in dites.items() if not dite] == sorted(set(dites) - set(noms))


def test_ce_qui_est_mal_dit_est_dans_le_compte_rendu(
    tmp_path: Path, france_services: Commande
) -> None:
    fausse = ligne(811, MORO, insee_com="2B7", code_postal="20290")
    fichier = ecrire(tmp_path / "liste_fs_20200902.csv", [fausse, ligne(812, MORO)])
    essai = tmp_path / "essai"
    france_services("load-geography", code_officiel(tmp_path / "insee"), "--sortie", essai)

    reponse = france_services(
        *("import", "--historique", fichier, "--sortie", essai, "--rapport", tmp_path)
    )

    assert reponse.code == 0
    assert "gardées 2" in reponse.sortie and "dont avec une observation 1" in reponse.sortie
    assert "1 ligne gardée avec une observation (dans historique_20200902.csv)" in reponse.sortie
    with (tmp_path / "historique_20200902.csv").open(encoding="utf-8-sig") as rendu:
        dites = [each for each in csv.DictReader(rendu, delimiter=";")]
    observees = [each["detail"] for each in dites if each["issue"] == "OBSERVEE"]
    assert any("« 2B7 »" in each.replace("\u00a0", " ") for each in observees)
    assert any("commune retrouvée par son nom" in each for each in observees)
    assert comptes(essai, "2020-01-15") == (2, 0)


def test_une_structure_sans_commune_est_reprise_et_comptee(tmp_path: Path) -> None:
    perdue = ligne(811, MORO, insee_com="2B7", lib_com="Nulle-Part")
    suite = {**perdue, "adresse": "2 place Basse"}
    fevrier = ecrire(tmp_path / "liste_fs_20200206.csv", [perdue])
    mars = ecrire(tmp_path / "liste_fs_20200313.csv", [suite])

    _, derniere = entrer(tmp_path / "essai", fevrier, mars)

    assert comptes(tmp_path / "essai", "2020-03-15") == (1, 0)
    assert derniere.nombre("CHANGEE") == 1


def test_deux_structures_sans_commune_ni_identifiant_ne_se_confondent_pas(tmp_path: Path) -> None:
    perdues = [
        ligne(n, MORO, insee_com="", lib_com=f"Nulle-Part {n}", adresse="", lib_fs="MFS")
        | {"id_fs": ""}
        for n in (1, 2)
    ]
    [reprise] = entrer(tmp_path / "essai", ecrire(tmp_path / "liste_fs_20200206.csv", perdues))
    assert (reprise.rejets, reprise.nombre("NOUVELLE")) == ([], 2)


@needs_real_data
def test_six_listes_ne_font_qu_une_structure_par_identifiant(tmp_path: Path) -> None:
    """Les cinq de 2020, et une de 3 000 lignes dont les identifiants sont en partie les leurs."""
    engendree = engendrer(tmp_path / "liste_fs_20240801.csv", lignes=3000)
    reprises = entrer(
        tmp_path / "essai", *(DATA / "listes").glob("liste_fs_*.csv"), engendree.chemin
    )

    assert [r.liste.tableau.lues for r in reprises] == [456, 486, 534, 580, 591, 3000]
    for reprise in reprises:
        gardees = len(reprise.liste.tableau.lignes)
        assert gardees + len(reprise.liste.tableau.rejets) >= reprise.liste.tableau.lues
    with opened(["labellisation"], tmp_path / "essai") as [labellisation]:
        rows = labellisation.model.query("SELECT matricule FROM releves WHERE matricule <> ''")
    fois = Counter(row["matricule"] for row in rows)
    assert set(fois.values()) == {1}
    lignes = [ligne for reprise in reprises for ligne in reprise.liste.tableau.lignes]
    assert set(fois) == {each.fiche.matricule for each in lignes} - {None}
    assert comptes(tmp_path / "essai", "2024-08-01")[0] >= engendree.labellisees(date(2024, 8, 1))
