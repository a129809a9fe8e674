"""Annoncer de nouveau : le relais repart d'un instant ; l'ancien nom de la commande vaut encore."""

import shutil
from pathlib import Path

import pytest

from console.execution.opened import opened
from shared.log.relay import Relay
from tests.console.conftest import Commande

pytestmark = pytest.mark.xdist_group("essai")

DEPUIS = ("funding", "--depuis", "2019-11-24 08:00:00")
RENOMMEE = "« retell » s'appelle maintenant « republish »"


@pytest.fixture
def copie(essai: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(essai, tmp_path / "essai"))


def atteint(dossier: Path) -> int:
    """Où le relais du financement en est de son journal."""
    with opened(["funding"], dossier) as [funding]:
        return funding.model.position(Relay.name)


def test_le_relais_repart_de_l_instant_donne(copie: Path, france_services: Commande) -> None:
    avant = atteint(copie)

    reponse = france_services("republish", *DEPUIS, "--sortie", copie)

    recul = avant - atteint(copie)
    assert (reponse.code, reponse.erreur) == (0, "") and 0 < recul < avant
    assert reponse.sortie == f"funding : {recul} événements à relire par le relais."


def test_l_ancien_nom_fait_la_meme_chose_et_dit_le_nouveau(
    copie: Path, tmp_path: Path, france_services: Commande
) -> None:
    autre = Path(shutil.copytree(copie, tmp_path / "autre"))

    ancienne = france_services("retell", *DEPUIS, "--sortie", copie)
    nouvelle = france_services("republish", *DEPUIS, "--sortie", autre)

    assert (ancienne.code, ancienne.sortie) == (0, nouvelle.sortie)
    assert atteint(copie) == atteint(autre)
    assert RENOMMEE in ancienne.erreur


def test_l_aide_ne_montre_que_le_nouveau_nom(france_services: Commande) -> None:
    aide = france_services("--help").sortie

    assert "republish" in aide and "retell" not in aide
