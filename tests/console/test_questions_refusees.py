"""`france-services accounts refused` : les questions refusées d'un essai, compte par compte."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from console.execution.embedded import Programme
from console.execution.services import published
from shared.clock import SystemClock
from shared.questions.asking import Refusee, ask
from shared.questions.rights import Asker
from tests.console.conftest import Commande

PUBLIC = Asker("annuaire", ("PUBLIC",))
OBSERVATOIRE = Asker("observatoire", ("OBSERVATOIRE",))


@pytest.fixture
def dossier(tmp_path: Path) -> Iterator[Path]:
    """Deux comptes y ont demandé un dossier qu'ils ne peuvent lire."""
    place = tmp_path / "essai"
    with closing(Programme(place, SystemClock(), {})) as programme:
        labellisation = programme.components["labellisation"]
        for asker in (PUBLIC, OBSERVATOIRE):
            asked = {"structure_id": "92252805-8472-5a9b-a3f8-117b7a1730ce"}
            refus = ask(labellisation, published("labellisation"), asker, "dossier", asked)
            assert isinstance(refus, Refusee)
    yield place


def test_les_questions_refusees_sont_montrees_avec_leur_raison(
    dossier: Path, france_services: Commande
) -> None:
    rendu = france_services("accounts", "refused", "--sortie", dossier)

    assert rendu.code == 0, rendu.erreur
    assert "annuaire labellisation.dossier" in rendu.sortie and "rôles admis" in rendu.sortie


def test_celles_d_un_compte_se_lisent_par_un_programme(
    dossier: Path, france_services: Commande
) -> None:
    mots = ("--compte", "observatoire", "--format", "json", "--sortie", dossier)

    rendu = france_services("accounts", "refused", *mots)

    [refusee] = json.loads(rendu.sortie)
    assert (refusee["compte"], refusee["question"]) == ("observatoire", "labellisation.dossier")


def test_avant_le_premier_jour_demande_rien_n_est_montre(
    dossier: Path, france_services: Commande
) -> None:
    rendu = france_services("accounts", "refused", "--depuis", "2199-01-01", "--sortie", dossier)

    assert rendu.sortie == "Aucune question n'a été refusée."
