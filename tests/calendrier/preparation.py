"""Le parc à jouer, et le rapprochement de ce qu'il laisse dans les journaux."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.calendrier import rapprochement
from tests.calendrier.deroule import Parc
from tests.calendrier.parc import communes_libres, ecrire_les_msap, structures
from tests.data import DATA

LISTE = DATA / "listes" / "liste_fs_20200206.csv"
COMMUNES = DATA / "geo" / "communes_2024.csv"


def preparer(dossier: Path, combien: int | None, msap: int, labellisees: int) -> Parc:
    """Les `combien` premières structures de la liste, ou toutes, et tant de MSAP."""
    liste = structures(LISTE)
    liste = replace(liste, lignes=liste.lignes[:combien])
    prises = [each.fiche.commune_insee for each in liste.lignes]
    releve = dossier / "msap_20200102.csv"
    ecrire_les_msap(releve, communes_libres(COMMUNES, prises, msap))
    return Parc(liste, releve, labellisees)


def rapprocher(services: Path) -> dict[str, dict[str, Any]]:
    """Dans un autre processus, qui n'importe rien des services."""
    script = [sys.executable, "-I", str(rapprochement.__file__), str(services)]
    refait = subprocess.run(script, check=True, capture_output=True, text=True)
    lu: dict[str, dict[str, Any]] = json.loads(refait.stdout)
    return lu
