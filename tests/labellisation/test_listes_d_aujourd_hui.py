"""Les listes sous l'en-tête d'aujourd'hui : mal dite, une structure n'est pas perdue."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.labellisation.geographie.questions import Geographie, lire_dossier
from services.labellisation.reprise.questions import Principales
from services.labellisation.tableau.questions import Tableau, lire_tableau, situer_tableau
from tests.labellisation.communes import chargees
from tests.labellisation.listes_d_aujourd_hui import (
    GARDEES,
    Commune,
    Liste,
    cellules,
    code_officiel,
    ecrire,
    engendrer,
    ligne,
)

ETANG = Commune("2B007", "Saint-Barpré-l'Étang", "2B")
SANS_REMARQUE = {"identifiant à virgule", "lettres décomposées", "code de commune inexistant"}
"""Le code officiel seul dit qu'un code n'existe pas."""


@pytest.fixture(scope="module")
def engendree(tmp_path_factory: pytest.TempPathFactory) -> Liste:
    return engendrer(tmp_path_factory.mktemp("liste") / "liste_fs_20240801.csv")


@pytest.fixture(scope="module")
def lue(engendree: Liste) -> Tableau:
    return lire_tableau(engendree.chemin)


@pytest.fixture(scope="module")
def communes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Geographie]:
    dossier = tmp_path_factory.mktemp("geo")
    with chargees(dossier, lire_dossier(code_officiel(dossier / "insee"))) as communes:
        yield communes


def une(dossier: Path, **dit: str) -> Tableau:
    return lire_tableau(ecrire(dossier / "liste_fs_20240801.csv", [ligne(811, ETANG, **dit)]))


def remarques(tableau: Tableau) -> list[str]:
    return [str(each).replace("\u00a0", " ") for each in tableau.avertissements]


def test_chaque_ligne_est_gardee_ou_refusee_avec_sa_raison(engendree: Liste, lue: Tableau) -> None:
    gardees, refusees = {each.numero for each in lue.lignes}, {each.numero for each in lue.rejets}
    assert gardees | refusees == {numero for numero, _, _ in cellules(engendree)}
    assert (lue.lues, refusees) == (3000, engendree.refusees)
    assert len(refusees) > 20 and all(each.message for each in lue.rejets)


def test_chaque_faute_gardee_a_son_observation(engendree: Liste, lue: Tableau) -> None:
    """Sans zéro à perdre, un code n'est pas fautif."""
    dites = {each.numero for each in lue.avertissements}
    for numero, faite, faute in cellules(engendree):
        intact = {
            "zéro perdu": len(faite["code_postal"]) > len("1000.0"),
            "département sans zéro": len(faite["insee_dep"]) > 1,
        }
        if faute in GARDEES:
            muette = faute in SANS_REMARQUE or intact.get(faute, False)
            assert (numero in dites) != muette, (numero, faute)
    assert set(GARDEES) <= set(engendree.fautes.values())


def test_chaque_label_est_date_du_jour_que_dit_la_liste(engendree: Liste, lue: Tableau) -> None:
    dates = {each.numero: each.label_du for each in lue.lignes if each.label_du}
    assert dates == engendree.labels | engendree.antennes


def test_les_antennes_sont_a_part_et_rattachees_ou_la_liste_le_dit(
    engendree: Liste, lue: Tableau
) -> None:
    antennes = [each for each in lue.lignes if each.fiche.format == "ANTENNE"]
    principales = Principales(lue.lignes)
    trouvees = {each.numero: principales.de(each) for each in antennes}
    rattachees = {numero: each.numero for numero, each in trouvees.items() if each}
    assert {each.numero for each in antennes} >= set(engendree.antennes)
    assert {n: p for n, p in rattachees.items() if n in engendree.antennes} == engendree.rattachees


def test_les_formats_d_aujourd_hui_se_lisent(lue: Tableau) -> None:
    formats = Counter(each.fiche.format for each in lue.lignes)
    assert set(formats) == {"FIXE", "MULTISITES", "BUS", "ITINERANTE", "ANTENNE"}


def test_l_en_tete_d_aujourd_hui_est_connu_en_entier(lue: Tableau) -> None:
    assert [each for each in lue.avertissements if not each.numero] == []


def test_avec_le_code_officiel_chaque_structure_gardee_a_sa_commune(
    engendree: Liste, lue: Tableau, communes: Geographie
) -> None:
    """Le code, le département ou le code postal se trompe : le nom et les deux autres suffisent."""
    tableau = situer_tableau(lue, communes)
    dites = {each.numero for each in tableau.avertissements}
    assert {n for n, f in engendree.fautes.items() if f == "code de commune inexistant"} <= dites
    for situee in tableau.lignes:
        ecrite = engendree.lignes[situee.numero - 2]
        commune = communes.commune(situee.fiche.commune_insee)
        assert commune, ecrite
        assert commune.departement == situee.fiche.departement


def test_une_commune_au_code_faux_se_retrouve_par_son_nom_et_son_code_postal(
    tmp_path: Path, communes: Geographie
) -> None:
    lu = une(tmp_path, insee_com="2B7", code_postal="20290", lib_com="SAINT BARPRE L ETANG")
    [sans_code] = lu.lignes
    assert (sans_code.fiche.commune_insee, sans_code.label_du) == ("", date(2020, 1, 1))

    situe = situer_tableau(lu, communes)

    [situee] = situe.lignes
    assert (situee.fiche.commune_insee, situee.structure_id) == ("2B007", sans_code.structure_id)
    assert remarques(situe) == [
        "ligne 2, insee_com « 2B7 » : code INSEE attendu : cinq caractères, par exemple 12197, "
        "2A004 ou 97412 ; laissé de côté",
        "ligne 2, insee_com : commune retrouvée par son nom et son département : "
        "Saint-Barpré-l'Étang (2B007)",
    ]


def test_une_commune_introuvable_reste_inconnue_et_la_structure_reste(
    tmp_path: Path, communes: Geographie
) -> None:
    lu = une(tmp_path, insee_com="2B7", lib_com="Nulle-Part")
    assert [each.fiche.commune_insee for each in situer_tableau(lu, communes).lignes] == [""]
    perdue = une(tmp_path, insee_com="2B999", lib_com="Nulle-Part")
    situee = situer_tableau(perdue, communes)
    assert [each.fiche.commune_insee for each in situee.lignes] == ["2B999"]
    assert "gardé tel quel" in remarques(situee)[0]


@pytest.mark.parametrize(
    ("dit", "departement", "remarque"),
    [
        ({"insee_dep": "23"}, "2B", "le code INSEE 2B007 est du département 2B ; retenu : 2B"),
        ({"insee_dep": "23", "code_postal": ""}, "23", "du département 2B ; retenu : 23"),
        ({"insee_dep": ""}, "2B", "la cellule est vide ; 2B d'après la commune"),
        ({"insee_dep": "20", "insee_com": ""}, "2B", "« 20 » n'a plus cours"),
        ({"insee_dep": "zz"}, "2B", "département inconnu : « zz »"),
    ],
)
def test_un_departement_qui_contredit_sa_commune_est_dit(
    tmp_path: Path, dit: dict[str, str], departement: str, remarque: str
) -> None:
    lu = une(tmp_path, **dit)
    assert [each.fiche.departement for each in lu.lignes] == [departement]
    assert any(remarque in each for each in remarques(lu)), remarques(lu)


def test_une_ligne_qui_ne_dit_aucun_lieu_est_refusee(tmp_path: Path) -> None:
    lu = une(tmp_path, insee_dep="zz", insee_com="", code_postal="")
    [rejet] = lu.rejets
    assert "département inconnu" in rejet.message and lu.lignes == ()


@pytest.mark.parametrize("groupe", ["811", "0811", "811.0", "FS-0811", "FRANCE SERVICES A"])
def test_le_groupe_d_une_antenne_designe_sa_principale(tmp_path: Path, groupe: str) -> None:
    principale = ligne(811, ETANG, lib_fs="France services A")
    autre = ligne(812, ETANG, lib_fs="France services B")
    antenne = ligne(900, ETANG, type_fs="Antenne", groupe_fs=groupe)
    lignes = lire_tableau(ecrire(tmp_path / "l.csv", [antenne, principale, autre])).lignes
    trouvee = Principales(lignes).de(lignes[0])
    assert trouvee and trouvee.fiche.matricule == "FS-0811"


def test_un_groupe_que_deux_principales_portent_n_en_designe_aucune(tmp_path: Path) -> None:
    deux = [ligne(n, ETANG, groupe_fs="Castagniccia") for n in (811, 812)]
    antenne = ligne(900, ETANG, type_fs="Antenne", groupe_fs="Castagniccia")
    lignes = lire_tableau(ecrire(tmp_path / "l.csv", [*deux, antenne])).lignes
    assert Principales(lignes).de(lignes[2]) is None
    assert Principales(lignes[1:]).de(lignes[2]) == lignes[1]
