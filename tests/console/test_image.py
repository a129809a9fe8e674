"""L'image de l'essai : ce que montre README.md est ce que l'essai dessine ; `make docs` l'écrit."""

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.architecture.house import ROOT
from tests.console.conftest import Commande, d_un_trait

pytestmark = pytest.mark.xdist_group("essai")

LIVREE = ROOT / "docs" / "demo.svg"
SVG = "{http://www.w3.org/2000/svg}"


def textes(svg: str) -> Iterator[str]:
    """Chaque cellule, sans les bords des tableaux."""
    for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        texte = html.unescape(element.text or "").replace("\xa0", " ")
        yield from (mot for part in re.split("[│┃]", texte) if (mot := part.strip()))


def test_l_image_livree_est_celle_que_dessine_l_essai(
    essai: Path, tmp_path: Path, france_services: Commande
) -> None:
    copie, image = tmp_path / "demo", tmp_path / "demo.svg"
    shutil.copytree(essai, copie)

    reponse = france_services("demo", "--sortie", copie, "--image", image)

    assert reponse.code == 0
    assert reponse.sortie.endswith(f"Image écrite dans {image}.")
    assert image.read_text("utf-8") == LIVREE.read_text("utf-8")


def test_ce_que_l_image_montre_l_essai_le_montre(
    essai: Path, tmp_path: Path, france_services: Commande
) -> None:
    copie = tmp_path / "demo"
    shutil.copytree(essai, copie)

    montre = france_services("demo", "--sortie", copie).sortie
    cellules = [d_un_trait(each) for each in textes(LIVREE.read_text("utf-8"))]

    lisibles = [each for each in cellules if re.search(r"\w{3}", each)]
    assert len(lisibles) > 80
    assert {"labellisation", "funding", "onboarding", "notifications"} <= set(lisibles)
    entieres = {"make demo", "« Maison des Estives », le 15/11/2019"}
    assert [each for each in lisibles if each not in entieres and each not in montre] == []


def test_l_image_se_suffit_et_ne_nomme_aucune_machine() -> None:
    livree = LIVREE.read_text("utf-8")
    elements = list(ElementTree.fromstring(livree).iter())

    assert livree.startswith('<svg class="rich-terminal"')
    assert {each.tag for each in elements} <= {
        f"{SVG}{nom}" for nom in ("svg", "style", "defs", "clipPath", "rect", "text", "g", "circle")
    }
    assert not re.search(r"url\(\s*[\"']?https?:|@import|href", livree)
