"""Quelques structures, quelques MSAP, jusqu'en 2026 : services et journal disent de même."""

import ast
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from console.imports.geographie import charger, communes_du_tableau
from services.labellisation.tableau.questions import lire_releve_des_msap
from shared.clock import SimulatedClock
from tests.calendrier import rapprochement
from tests.calendrier.deroule import DEBUT, Bilan, ProgrammeSobre, derouler
from tests.calendrier.dessin import dessiner
from tests.calendrier.page import page
from tests.calendrier.preparation import preparer, rapprocher
from tests.calendrier.table import interruptions, tableau
from tests.data import needs_real_data

STRUCTURES, MSAP, LABELLISEES = 6, 6, 4
pytestmark = needs_real_data


@dataclass(frozen=True)
class Joue:
    """Un calendrier joué : où, ce qu'en disent les services, et ce qu'il en reste."""

    services: Path
    programme: ProgrammeSobre
    bilan: Bilan
    demande: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def joue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joue]:
    dossier, clock = tmp_path_factory.mktemp("calendrier"), SimulatedClock(DEBUT)
    parc = preparer(dossier, STRUCTURES, MSAP, LABELLISEES)
    services = dossier / "services"
    with closing(ProgrammeSobre(services, clock)) as programme:
        msap = lire_releve_des_msap(parc.releve)
        lues = replace(parc.liste, lignes=(*parc.liste.lignes, *msap.lignes))
        charger(programme.components["labellisation"], communes_du_tableau(lues))
        bilan = derouler(programme, clock, parc, lambda maintenant: None)
        yield Joue(services, programme, bilan, tableau(programme))


def test_le_tableau_des_services_est_celui_que_refait_le_journal(joue: Joue) -> None:
    assert joue.demande == rapprocher(joue.services)


def test_le_calendrier_va_du_premier_label_au_dernier_droit_a_032_a_037(joue: Joue) -> None:
    """INV-12, C.7-8 : la garantie finit en 2021, les droits s'ouvrent chaque année."""
    annees = joue.demande
    assert annees["2019"]["labels"] == 0 < annees["2020"]["labels"]
    assert [annees[a]["msap_du"] > 0 for a in ("2020", "2021", "2022")] == [True, True, False]
    assert annees["2021"]["msap_expirees"] == MSAP - LABELLISEES + len(
        interruptions(joue.programme)
    )
    assert all(annees[a]["droits"].get("OUVERT") for a in ("2020", "2021", "2022"))
    assert annees["2026"]["du"] == {}


def test_un_journal_change_ne_se_rapproche_plus(joue: Joue) -> None:
    avant = rapprocher(joue.services)
    with closing(sqlite3.connect(joue.services / "funding.sqlite")) as base:
        _remplacer(base, 3_000_000, 3_000_001)
        apres = rapprocher(joue.services)
        _remplacer(base, 3_000_001, 3_000_000)

    assert apres != avant == joue.demande


def test_le_rapprochement_ne_connait_que_la_bibliotheque_standard() -> None:
    lu = ast.parse(Path(str(rapprochement.__file__)).read_text("utf-8"))
    importes = [each for each in ast.walk(lu) if isinstance(each, (ast.Import, ast.ImportFrom))]
    noms = {
        nom.split(".")[0]
        for each in importes
        for nom in ([each.module or ""] if isinstance(each, ast.ImportFrom) else _noms(each))
    }
    assert noms <= sys.stdlib_module_names


def test_le_calendrier_se_dessine_et_se_lit(joue: Joue) -> None:
    ecrite = page(joue.demande, joue.bilan, interruptions(joue.programme), "liste.csv")
    assert all(f"| {annee} |" in ecrite for annee in joue.demande)
    assert dessiner(joue.demande, "Source").startswith(b"<svg")


def _noms(each: ast.Import) -> list[str]:
    return [alias.name for alias in each.names]


def _remplacer(base: sqlite3.Connection, de: int, par: int) -> None:
    """Le montant de chaque droit ouvert, dans le texte des événements."""
    sql = """UPDATE stored_events SET state = CAST(replace(state, ?, ?) AS BLOB)
        WHERE topic = 'funding.DroitOuvert'"""
    base.execute(sql, [f'"montant_centimes":{montant}' for montant in (de, par)])
    base.commit()
