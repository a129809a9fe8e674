"""Un compte rendu n'en remplace jamais un autre."""

import csv
from pathlib import Path

import pytest

from console.imports.depot import deposer
from shared.spreadsheet import original, to_csv
from tests.console.conftest import ECHANTILLON, Commande
from tests.labellisation.tableaux import LIGNE, ecrire, texte_csv

FAUTIVE = {**LIGNE, "courriel": "accueil(at)vallee"}


def rejets(fichier: Path) -> list[dict[str, str]]:
    with fichier.open(encoding="utf-8-sig", newline="") as lu:
        return list(csv.DictReader(lu, delimiter=";"))


def test_un_compte_rendu_d_un_autre_fichier_reste(tmp_path: Path) -> None:
    premiers = deposer(tmp_path, {"a.csv": b"1", "b.csv": b"1"})
    seconds = deposer(tmp_path, {"a.csv": b"1", "b.csv": b"2"})
    de_nouveau = deposer(tmp_path, {"a.csv": b"1", "b.csv": b"1"})

    assert premiers == de_nouveau == {"a.csv": "a.csv", "b.csv": "b.csv"}
    assert seconds == {"a.csv": "a_2.csv", "b.csv": "b_2.csv"}
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {
        "a.csv": b"1",
        "b.csv": b"1",
        "a_2.csv": b"1",
        "b_2.csv": b"2",
    }


def test_ce_qui_n_est_pas_un_fichier_reste_aussi(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    (tmp_path / "a_2.csv").symlink_to("nulle part")

    assert deposer(tmp_path, {"a.csv": b"1"}) == {"a.csv": "a_3.csv"}


@pytest.mark.parametrize("noms", [("un.csv", "deux.csv"), ("un.csv", "un.csv")])
def test_un_second_import_garde_le_compte_rendu_du_premier(
    noms: tuple[str, str], tmp_path: Path, france_services: Commande
) -> None:
    """Le même nom de fichier, s'il n'a plus le même contenu, est un autre fichier."""
    base, comptes_rendus = tmp_path / "base", tmp_path / "comptes rendus"
    mots = ("--departement", "15", "--sortie", base, "--rapport", comptes_rendus)
    france_services("load-geography", "--echantillon", "--sortie", base)

    dits = []
    for rang, nom in enumerate(noms):
        fautive = {**FAUTIVE, "courriel": f"accueil(at)vallee{rang}"}
        tableau = ecrire(tmp_path, texte_csv(fautive), nom)
        dits.append(france_services("import", tableau, *mots).sortie)

    assert "(le détail dans lignes_rejetees.csv)" in dits[0]
    assert "(le détail dans lignes_rejetees_2.csv)" in dits[1]
    for rang, nom in enumerate(("lignes_rejetees.csv", "lignes_rejetees_2.csv")):
        [rejet] = rejets(comptes_rendus / nom)
        assert f"vallee{rang}" in rejet["texte"]


def test_deux_listes_du_meme_jour_ont_chacune_leur_compte_rendu(
    tmp_path: Path, france_services: Commande
) -> None:
    base = tmp_path / "base"
    france_services("load-geography", "--echantillon", "--sortie", base)
    mots = ("--date", "2020-01-02", "--sortie", base, "--rapport", tmp_path)

    for nom in ("Maison du Lac", "Maison du Puy"):
        liste = ecrire(tmp_path, texte_csv({**LIGNE, "nom": nom, "matricule": nom[-3:]}), "l.csv")
        france_services("import", "--historique", liste, *mots)

    contenus = [each.read_text("utf-8-sig") for each in sorted(tmp_path.glob("historique*.csv"))]
    assert len(contenus) == 2
    assert "Maison du Lac" in contenus[0] + contenus[1] and "Maison du Puy" in str(contenus)


def test_une_formule_est_du_texte_et_se_relit(tmp_path: Path, france_services: Commande) -> None:
    formule = '=HYPERLINK("http://x.example","ici")'
    base = tmp_path / "base"
    france_services("load-geography", "--echantillon", "--sortie", base)
    tableau = ecrire(tmp_path, texte_csv({**LIGNE, "courriel": formule}))

    france_services(
        *("import", tableau, "--departement", "15", "--sortie", base, "--rapport", tmp_path)
    )

    [rejet] = rejets(tmp_path / "lignes_rejetees.csv")
    assert rejet["texte"].startswith("'=")
    assert original(rejet["texte"]) == formule


def test_rejouer_l_essai_ne_depose_rien_de_plus(tmp_path: Path, france_services: Commande) -> None:
    base = tmp_path / "base"
    mots = ("import", ECHANTILLON / "tableau_remontee.csv", "--departement", "15")
    france_services("load-geography", "--echantillon", "--sortie", base)

    for _ in range(2):
        france_services(*mots, "--sortie", base, "--rapport", tmp_path / "vus")

    assert len(list((tmp_path / "vus").iterdir())) == 3


def test_une_cellule_neutralisee_se_remonte_telle_qu_elle_etait(
    tmp_path: Path, france_services: Commande
) -> None:
    """Le nom d'une structure peut commencer comme une formule ; un nombre reste un nombre."""
    base = tmp_path / "base"
    france_services("load-geography", "--echantillon", "--sortie", base)
    ligne = {**LIGNE, "nom": "@Maison +1", "adresse": "-12, route du Lac"}
    tableau = ecrire(tmp_path, to_csv(list(ligne), [list(ligne.values())]))

    reponse = france_services(
        *("import", tableau, "--departement", "15", "--sortie", base, "--rapport", tmp_path)
    )

    assert b"'@Maison +1" in tableau.read_bytes()
    assert reponse.code == 0, reponse
    assert (
        "Histoire de « @Maison +1 »" in france_services("history", "15-01", "--sortie", base).sortie
    )
