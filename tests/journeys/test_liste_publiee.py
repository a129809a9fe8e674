"""Dix lignes d'une liste d'aujourd'hui, jusqu'aux quatre réactions, dans chaque sorte de lieu."""

from datetime import date
from pathlib import Path

from console.essai.demo import DEBUT, engager
from console.essai.simulation import Acteurs
from console.imports.importation import importer
from services.labellisation.geographie.questions import lire_dossier
from services.onboarding.convention.rules.socle import charger_socle
from tests.journeys.parcours import Driver, Parcours
from tests.labellisation.listes_d_aujourd_hui import (
    Commune,
    code_officiel,
    communes,
    ecrire,
    ligne,
)

SIGNATURE = date(2019, 11, 15)


def dans(departement: str) -> Commune:
    return next(each for each in communes() if each.departement == departement)


def dix_lignes() -> list[dict[str, str]]:
    """Une en 978, un bus, un code de commune faux, un département sans zéro…"""
    saint_martin, haute_corse = dans("978"), dans("2B")
    return [
        ligne(1, dans("01"), insee_dep="1", code_postal="1000.0"),
        ligne(2, dans("15")),
        ligne(3, dans("15"), format_fs="Bus_équivalent", lib_fs="Bus France services"),
        ligne(4, haute_corse, insee_com="2B1", lib_com=haute_corse.nom.upper()),
        ligne(5, dans("2A"), insee_dep="2a"),
        ligne(6, saint_martin),
        ligne(7, dans("975"), format_fs="Itinérante"),
        ligne(8, dans("988"), format_fs="Multisites"),
        ligne(9, dans("974"), insee_dep="23"),
        ligne(10, dans("15"), type_fs="Antenne", format_fs="Fixe_antenne(s)", groupe_fs="2"),
    ]


def test_dix_lignes_d_une_liste_vont_jusqu_aux_quatre_reactions(
    driver: Driver, tmp_path: Path
) -> None:
    """A-012, A-032, A-057, A-116 : l'annexe d'une collectivité s'écrit comme les autres."""
    parcours = Parcours(driver)
    parcours.acteurs = Acteurs(driver.signature, constats={})
    driver.charger(lire_dossier(code_officiel(tmp_path / "insee")))
    liste = ecrire(tmp_path / "liste_fs_20240801.csv", dix_lignes())
    geographie = driver.geographie()

    rendu = importer(liste, None, DEBUT, driver.send_all, geographie=geographie)

    assert (rendu.retenues, rendu.rejets) == (10, [])
    departements = {each.fiche.departement for each in rendu.tableau.lignes}
    assert departements == {"01", "15", "2B", "2A", "978", "975", "988", "974"}
    for departement in sorted(departements):
        for operateur in charger_socle().en_vigueur(SIGNATURE):
            assert driver.send(engager(departement, operateur.code, SIGNATURE)).accepted
    parcours.jusqu_a(
        lambda: (
            parcours.etats("labellisation", "dossiers") == {"LABELLISEE": 10}
            and parcours.droits_decides()
            and parcours.etats("onboarding", "raccordements") == {"APPLICATIONS_OUVERTES": 10}
            and parcours.etats("onboarding", "annexes") == {"GENEREE": 10}
            and set(parcours.etats("notifications", "courriels")) == {"REMIS"}
        )
    )
    assert not parcours.refus
    annexes = driver.rows("onboarding", "SELECT fichier_pdf FROM annexes")
    dossiers = {Path(row["fichier_pdf"]).parent.name for row in annexes}
    assert dossiers == departements
    assert all((driver.documents / row["fichier_pdf"]).is_file() for row in annexes)
