"""Raconter une structure, à une date ou à une autre ; reconstruire sans rien envoyer."""

import shutil
from pathlib import Path

import pytest

from console.execution.opened import opened
from console.execution.services import BUILDERS
from shared.read_model import ReadModel
from shared.statements import apply
from tests.console.conftest import Commande
from tests.console.dossiers import evenements, fichiers, positions, tables

pytestmark = pytest.mark.xdist_group("essai")

LABELLISEE, REFUSEE = "15-01", "15-05"
VIDES = {
    *("echeances", "releves", "apports", "suspensions", "alertes"),
    *("alertes_du_label", "suspensions_suivies"),
    *("campagnes", "remontees", "plans", "insertions", "antennes"),
    *("remarques", "tirages", "visites_mysteres", "audits_programmes"),
    *("sessions", "sollicitations", "activites", "activites_reprises"),
    *(
        "enveloppes",
        "bus",
        "classements_bus",
        "places_bus",
        "bus_aides",
        "webhooks",
        "webhooks_lus",
    ),
    *("forfaits_notifies", "forfaits_verses"),
}
"""Ce dont l'essai n'a rien à dire à sa fin."""


def test_a_trois_dates_l_histoire_dit_ce_que_l_on_savait(
    essai: Path, france_services: Commande
) -> None:
    au_debut, en_octobre, a_la_fin = (
        france_services("history", LABELLISEE, "--au", au, "--sortie", essai).sortie
        for au in ("2019-09-30", "2019-10-31", "2020-03-01")
    )

    assert "remontée" in au_debut and "Audit" not in au_debut
    assert "Audit" in en_octobre and "Label France Services accordé" not in en_octobre
    assert "Label France Services accordé" in a_la_fin
    for service in BUILDERS:
        assert service in a_la_fin


def test_l_histoire_d_une_structure_refusee_dit_pourquoi_et_par_qui(
    essai: Path, france_services: Commande
) -> None:
    racontee = france_services("history", REFUSEE, "--sortie", essai).sortie

    assert "1,3 ETP au planning" in racontee
    assert "AUDITEUR" in racontee or "auditeur" in racontee
    assert "onboarding" not in racontee


def test_avant_la_remontee_on_ne_savait_rien(essai: Path, france_services: Commande) -> None:
    reponse = france_services("history", LABELLISEE, "--au", "2019-09-01", "--sortie", essai)

    assert (reponse.code, "Rien n'était encore enregistré" in reponse.sortie) == (0, True)


def test_une_structure_inconnue_est_dite_inconnue(essai: Path, france_services: Commande) -> None:
    reponse = france_services("history", "99-99", "--sortie", essai)

    assert reponse.code == 2
    assert "Aucune structure connue sous « 99-99 »" in reponse.erreur


@pytest.mark.parametrize("service", BUILDERS)
def test_rejouer_un_service_redonne_les_memes_lignes_et_n_envoie_rien(
    service: str, essai: Path, tmp_path: Path, france_services: Commande
) -> None:
    """INV-18, J-16 : une table abîmée est refaite, sans événement, fichier ni message de plus."""
    copie = tmp_path / "demo"
    shutil.copytree(essai, copie)
    with opened([service], copie) as [component]:
        avant = tables(component)
        assert {nom for nom, lignes in avant.items() if not lignes} <= VIDES
        recu = evenements(component), positions(component), fichiers(copie)
        abimer(component.model, list(avant))

    reponse = france_services("replay", service, "--sortie", copie)

    assert reponse.code == 0 and "événements relus" in reponse.sortie
    with opened([service], copie) as [component]:
        assert tables(component) == avant
        assert (evenements(component), positions(component), fichiers(copie)) == recu


def abimer(model: ReadModel, noms: list[str]) -> None:
    with model.transaction() as connection:
        for nom in noms:
            apply(connection, (f"DELETE FROM {nom}", {}))
    assert not any(model.query(f"SELECT * FROM {nom}") for nom in noms)


def test_un_service_inconnu_est_refuse(essai: Path, france_services: Commande) -> None:
    reponse = france_services("replay", "poste", "--sortie", essai)

    assert reponse.code == 2
    assert "Service inconnu : poste" in reponse.erreur
