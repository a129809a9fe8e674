"""Reprendre une liste dans la base d'un service installé, et l'interroger comme de loin."""

from pathlib import Path
from typing import Any

import pytest

from console.execution.opened import opened
from services.labellisation.service import LabellisationShell
from tests.console.conftest import Commande
from tests.journeys.drivers import process_environment
from tests.labellisation.listes import ALLANCHE, ANTENNE, GUERET, liste
from tests.servers.addresses import Servers
from tests.servers.isolation import databases


def test_une_liste_entre_dans_la_base_du_service_avec_les_droits_de_ses_processus(
    servers: Servers,
    tmp_path: Path,
    france_services: Commande,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sans dossier : PostgreSQL, ses migrations, et le compte qui n'y fait aucune table (X-01)."""
    fevrier = liste(tmp_path, "20200206", ALLANCHE, GUERET)
    mars = liste(tmp_path, "20200313", {**ALLANCHE, "adresse": "5 place du Foirail"}, ANTENNE)
    with databases(servers, ["labellisation"]) as urls:
        for nom, valeur in process_environment(tmp_path, 25, urls, "").items():
            monkeypatch.setenv(nom, valeur)

        mots = ("import", "--historique", mars, fevrier, "--rapport", tmp_path)
        premiere, seconde = france_services(*mots), france_services(*mots)
        compte = france_services("counts", "--au", "2020-02-15", "--detail")

        assert (premiere.code, seconde.code) == (0, 0), premiere.erreur + seconde.erreur
        assert seconde.sortie.count("déjà dans l'histoire") == 2
        assert compte.sortie.startswith("2 ") and "15 1 1 0" in compte.sortie
        with opened(["labellisation"], None) as [labellisation]:
            shell: Any = LabellisationShell()
            shell.component = labellisation
            assert shell.compter("2020-01-15", None, "15") == {
                "labellisees": 1,
                "antennes": 1,
                "suspendues": 0,
                "regle": "COMPTAGE-2020",
                "par_departement": [
                    {"departement": "15", "categorie": "ANTENNE", "nombre": 1},
                    {"departement": "15", "categorie": "PRINCIPALE", "nombre": 1},
                ],
            }
            assert shell.compter("2020-02-15", "2020-02-15T00:00:00+01:00")["labellisees"] == 0
