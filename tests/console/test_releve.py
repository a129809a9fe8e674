"""`france-services funding statement` et `show` : ce qui se lit à l'écran, ce qui s'écrit."""

import re
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from rich.console import Console

from console.acteurs import agence
from console.execution.boite_locale import BoiteLocale
from console.execution.embedded import Programme
from console.execution.opened import caught_up, opened
from console.suivi.releve import par_structure
from services.funding.releve.questions.releve import Releve, relever
from services.funding.versements.commands import NotifierForfait, VerserForfait
from services.labellisation.dossier.questions import find
from shared.clock import PARIS, SimulatedClock
from shared.messages.commands import Command
from tests.console.conftest import Commande

pytestmark = pytest.mark.xdist_group("essai")

LE = date(2020, 6, 2)
AUJOURD_HUI = datetime(2020, 6, 2, 9, tzinfo=PARIS)


@pytest.fixture
def paye(essai: Path, tmp_path: Path) -> Path:
    """L'essai, où le forfait de 15-01 est notifié, et versé pour un tiers."""
    dossier = tmp_path / "essai"
    shutil.copytree(essai, dossier)
    versement = {"reference": "VIR-1", "fonds": "FNADT", "montant_centimes": 10_000_50, "le": LE}
    demandes = [
        demande(dossier, NotifierForfait, {}),
        demande(dossier, VerserForfait, versement),
    ]
    with BoiteLocale(tmp_path / "courriels") as boite:
        options = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(boite.port)}
        programme = Programme(dossier, SimulatedClock(AUJOURD_HUI), options)
        assert all(programme.send(each).accepted for each in demandes)
        programme.settle()
        programme.close()
    return dossier


def demande(dossier: Path, kind: type[Command], dit: dict[str, Any]) -> Command:
    with opened(["labellisation", "funding"], dossier) as [labellisation, funding]:
        [found] = find(labellisation.model, "15-01")
        structure_id = UUID(found["structure_id"])
        [droit] = funding.model.query(
            "SELECT * FROM droits WHERE structure_id = :id AND annee = 2020",
            {"id": str(structure_id)},
        )
    entete = {"message_id": uuid5(structure_id, kind.__name__), "acteur": agence(LE)}
    du_droit = {"structure_id": structure_id, "label_id": droit["label_id"], "annee": 2020}
    return kind.model_validate({**entete, **du_droit, **dit})


def du_cantal(dossier: Path) -> Releve:
    with opened(["funding"], dossier) as [funding]:
        return relever(caught_up(funding).model, 2020, "15")


def test_le_releve_d_un_departement_se_lit_par_structure_et_par_fonds_a_032(
    france_services: Commande, paye: Path
) -> None:
    dit = france_services(
        "funding", "statement", "--annee", 2020, "--departement", "1 5", "--sortie", paye
    )

    assert dit.code == 0, dit.erreur
    assert "Relevé 2020, département 15" in dit.sortie
    assert re.search(
        r"Maison des Estives \(15\) FNADT 15 000 15 000 10 000,50 4 999,50 forfait de "
        r"fonctionnement FNFS 15 000 15 000 0 15 000 FORFAIT-2020-HORS-POSTE [0-9a-f-]{36}",
        dit.sortie,
    )
    ensemble = du_cantal(paye).ensemble
    assert ensemble.verse == 10_000_50 and "total tous" in dit.sortie
    assert "trop-perçu" not in dit.sortie


def test_le_releve_tient_en_quatre_vingts_colonnes_sans_rien_couper(paye: Path) -> None:
    dit = du_cantal(paye)
    ecran = Console(width=80, record=True)
    ecran.print(par_structure(dit))
    lignes = ecran.export_text().splitlines()

    assert max(map(len, lignes)) <= 80
    texte = "".join(ligne[:37].strip() for ligne in lignes)
    assert all(poste.evenement_id in texte for poste in dit.postes)


def test_le_releve_s_ecrit_en_csv_et_en_pdf(
    france_services: Commande, paye: Path, tmp_path: Path
) -> None:
    csv, pdf = tmp_path / "ecrits" / "releve.csv", tmp_path / "ecrits" / "releve.pdf"
    voulu = ("--annee", 2020, "--departement", "15", "--csv", csv, "--pdf", pdf)
    dit = france_services("funding", "statement", *voulu, "--sortie", paye)

    assert f"Relevé écrit dans {csv}." in dit.sortie and f"Relevé écrit dans {pdf}." in dit.sortie
    assert "Maison des Estives" in csv.read_text("utf-8-sig")
    assert "total;;;;ensemble" in csv.read_text("utf-8-sig")
    assert pdf.read_bytes()[:5] == b"%PDF-"


def test_une_structure_se_montre_annee_par_annee_avec_ses_versements_a_032_a_034(
    france_services: Commande, paye: Path
) -> None:
    dit = france_services("funding", "show", "15-01", "--sortie", paye)

    assert "Maison des Estives (15) : aides, année par année" in dit.sortie
    assert "2020 : forfait de fonctionnement, ouvert" in dit.sortie
    assert (
        "une part de la formation des agents polyvalents État inconnu FORMATION-2020" in dit.sortie
    )
    assert re.search(r"2020 02/06/2020 FNADT 10 000,50 € VIR-1 [0-9a-f-]{36}", dit.sortie)


def test_une_structure_sans_aide_le_dit_et_une_inconnue_est_refusee(
    france_services: Commande, essai: Path
) -> None:
    sans = france_services("funding", "show", "15-05", "--sortie", essai)
    inconnue = france_services("funding", "show", "99-99", "--sortie", essai)

    assert (sans.code, "aucune aide n'est connue" in sans.sortie) == (0, True)
    assert (inconnue.code, "99-99" in inconnue.erreur) == (2, True)


def test_une_annee_ou_rien_n_est_du_a_des_totaux_nuls(
    france_services: Commande, essai: Path
) -> None:
    dit = france_services("funding", "statement", "--annee", 2019, "--sortie", essai)
    assert (dit.code, "total tous 0 0 0 0" in dit.sortie) == (0, True)
