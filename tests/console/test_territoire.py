"""Le territoire, tel qu'on le lit dans un terminal."""

from datetime import date
from pathlib import Path

import pytest

from services.labellisation.territoire.commands import AdopterPlan, OuvrirCampagne
from tests.console.conftest import Commande
from tests.labellisation.bureau import AGENCE, Bureau, bureau_ouvert, prefet


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """Une campagne, deux départements, un plan en retard et une structure labellisée."""
    with bureau_ouvert(tmp_path) as bureau:
        remplir(bureau)
    return tmp_path


def remplir(bureau: Bureau) -> None:
    bureau.demander(OuvrirCampagne, AGENCE, date(2019, 7, 1), code="REMONTEE-2019-09")
    declare = {"evaluation": {"HOR-01": "OUI"}, "agents": 2, "etp": 1.5}
    bureau.remonter("Millau", date(2019, 9, 10), "12145", fiche={"origine": "MSAP"}, **declare)
    bureau.mener_au_label("Allanche", date(2019, 11, 4))
    plan = {
        "departement": "15",
        "sdaasp": "Schéma du Cantal",
        "objectifs": [{"echeance": "2020-12-31", "structures": 2}],
        "candidates": [{"commune_insee": "15138", "echeance": "2020-01-31", "nom": "Murat"}],
    }
    bureau.demander(AdopterPlan, prefet(), date(2019, 12, 2), **plan)


def test_la_consolidation_se_lit_et_dit_que_tout_y_est_declare_a005_a011(
    france_services: Commande, dossier: Path
) -> None:
    dit = france_services("consolidation", "--sortie", dossier, "--campagne", "REMONTEE-2019-09")

    assert dit.code == 0
    assert "évaluations déclarées, non constatées" in dit.sortie
    assert "12 1 0 1 0 2 1,5" in dit.sortie
    assert "15 1 1 0 0 0 0" in dit.sortie
    assert "ensemble 2 1 0,5 0 2 1,5" in dit.sortie


def test_une_campagne_inconnue_est_refusee_avec_celles_qui_sont_ouvertes(
    france_services: Commande, dossier: Path
) -> None:
    dit = france_services("consolidation", "--sortie", dossier, "--campagne", "AUTRE")

    assert (dit.code, "REMONTEE-2019-09" in dit.erreur) == (2, True)


def test_la_liste_d_un_prefet_est_celle_de_son_departement_a020_a039(
    france_services: Commande, dossier: Path
) -> None:
    liste = ("worklist", "--sortie", dossier, "--role", "PREFET", "--au", "2021-12-21")
    aveyron = france_services(*liste, "--departement", "12")
    sans_departement = france_services(*liste)

    assert "MSAP sans label Millau 12 — 31/12/2021 10" in aveyron.sortie
    assert "structure à signaler Millau 12 10/09/2019" in aveyron.sortie
    assert "Allanche" not in aveyron.sortie
    assert sans_departement.code == 2 and "précisez-le" in sans_departement.erreur


def test_la_couverture_se_lit_par_departement_a066(
    france_services: Commande, dossier: Path
) -> None:
    dit = france_services("coverage", "--sortie", dossier, "--au", "2020-02-06")

    assert "12 0 — 0 1 0" in dit.sortie
    assert "15 1 2 1 3 0" in dit.sortie
    assert "ensemble 1 2 1 4 0" in dit.sortie


def test_le_plan_se_lit_face_au_reel_a019(france_services: Commande, dossier: Path) -> None:
    dit = france_services("plan", "15", "--sortie", dossier, "--au", "2020-03-02")

    assert "Plan du département 15, version 1 (Schéma du Cantal)" in dit.sortie
    assert "31/12/2020 2 1" in dit.sortie
    assert "Murat 15138 31/01/2020 sans dossier, en retard" in dit.sortie


def test_un_departement_sans_plan_le_dit(france_services: Commande, dossier: Path) -> None:
    dit = france_services("plan", "12", "--sortie", dossier)

    assert (dit.code, "n'a pas de plan" in dit.erreur) == (2, True)


def test_sans_campagne_rien_ne_se_consolide(france_services: Commande, tmp_path: Path) -> None:
    with bureau_ouvert(tmp_path):
        pass

    dit = france_services("consolidation", "--sortie", tmp_path)

    assert (dit.code, "Aucune campagne" in dit.erreur) == (2, True)


def test_chaque_structure_remontee_se_lit_avec_ce_qu_elle_declare_a006(
    france_services: Commande, dossier: Path
) -> None:
    dit = france_services("consolidation", "--sortie", dossier, "--detail")

    assert "Millau 12 10/09/2019 — 1 2 1,5 non" in dit.sortie
    assert "Allanche 15 04/11/2019 — 0 — — oui" in dit.sortie


def test_le_dossier_d_une_structure_se_lit_en_francais(
    france_services: Commande, dossier: Path
) -> None:
    dit = france_services("dossier", "Allanche", "--sortie", dossier)

    assert "Allanche (15) : labellisée" in dit.sortie
    assert "04/11/2019 Accord préalable donné" in dit.sortie
    assert "La Poste 19/11/2019 — — —" in dit.sortie
    assert "01/01/2020 —" in dit.sortie


def test_une_structure_inconnue_est_refusee(france_services: Commande, dossier: Path) -> None:
    dit = france_services("dossier", "Nulle part", "--sortie", dossier)

    assert (dit.code, "Nulle part" in dit.erreur) == (2, True)


def test_une_campagne_s_ouvre_aux_dates_du_programme_ou_a_celles_que_l_on_dit_a003_a010(
    france_services: Commande, dossier: Path
) -> None:
    mars = ("campaign", "REMONTEE-2020-03", "--sortie", dossier)
    sans_dates = france_services(*mars)
    dates = ("--nom", "Mars 2020", "--vague", "VAGUE-2", "--cloture", "2020-03-31")
    ouverte = france_services(*mars, *dates, "--ouverture", "2020-03-01", "--rappel", "2020-03-15")

    assert (sans_dates.code, "dites-en aussi" in sans_dates.erreur) == (2, True)
    assert (ouverte.code, ouverte.sortie) == (0, "Campagne REMONTEE-2020-03 ouverte.")
    assert "Mars 2020" in france_services("consolidation", "--sortie", dossier).sortie
