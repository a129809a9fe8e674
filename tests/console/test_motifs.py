"""`france-services refusals` : le tableau des refus d'un essai, et son graphique."""

from pathlib import Path

import pytest

from console.execution.opened import opened
from tests.console.conftest import Commande

pytestmark = pytest.mark.xdist_group("essai")


@pytest.mark.parametrize("nom", ["motifs.svg", "motifs.png"])
def test_les_motifs_d_un_essai_se_comptent_et_se_dessinent(
    essai: Path, tmp_path: Path, france_services: Commande, nom: str
) -> None:
    """A-013 : autant de refus que le registre compte de structures non retenues."""
    with opened(["labellisation"], essai) as [component]:
        sql = "SELECT * FROM dossiers WHERE etat = 'NON_RETENUE'"
        refusees = len(component.model.query(sql))
    image = tmp_path / "images" / nom

    rendu = france_services("refusals", "--sortie", essai, "--image", image, "--au", "2020-03-01")

    assert rendu.code == 0, rendu.erreur
    assert f"{refusees} refus sur 54 audits conclus" in rendu.sortie
    assert "absence des deux équivalents temps plein exigés" in rendu.sortie
    assert image.read_bytes()[:4] in (b"<svg", b"\x89PNG")


def test_avant_les_premiers_audits_rien_n_est_compte(
    essai: Path, france_services: Commande
) -> None:
    rendu = france_services("refusals", "--sortie", essai, "--au", "2019-09-15")

    assert "0 refus sur 0 audit conclu" in rendu.sortie


def test_une_image_d_un_autre_format_est_refusee(
    essai: Path, tmp_path: Path, france_services: Commande
) -> None:
    rendu = france_services("refusals", "--sortie", essai, "--image", tmp_path / "motifs.gif")

    assert rendu.code == 2
    assert "« motifs.gif » : l'image se nomme en svg ou png" in rendu.erreur
    assert not (tmp_path / "motifs.gif").exists()
