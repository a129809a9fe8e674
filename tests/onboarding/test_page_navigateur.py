"""La page dans un vrai navigateur : au clavier, à deux largeurs, sans faute d'accessibilité."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.onboarding.page import Temps, dernier_lien, essai

PAQUETS = ("playwright-core@1", "@axe-core/playwright@4")
INSTALLER = ("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
PATIENCE = 300.0
GRAVES = ("serious", "critical")


def chromium() -> str:
    """Celui de cette machine ; sans lui, l'essai est laissé de côté."""
    trouve = shutil.which("chromium") or shutil.which("chromium-browser")
    if not trouve:
        pytest.skip("Pas de Chromium ici (« apt-get install chromium ») : la page n'y est pas vue.")
    return trouve


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Playwright et axe, installés par npm dans un dossier de l'essai."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Ni node ni npm ici : la page n'est pas vue dans un navigateur.")
    folder = tmp_path_factory.mktemp("npm")
    try:
        subprocess.run(
            [*INSTALLER, *PAQUETS], cwd=folder, check=True, capture_output=True, timeout=PATIENCE
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("npm n'a pu installer Playwright : la page n'est pas vue dans un navigateur.")
    return folder


@pytest.fixture(scope="module")
def vu(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Ce que le navigateur a vu de chaque page, et où son clavier l'a mené."""
    binaire = chromium()
    images = tmp_path_factory.mktemp("images")
    with essai(tmp_path_factory.mktemp("essai"), Temps()) as ouvert:
        script = Path(__file__).with_name("navigateur.mjs")
        mots = [str(modules), binaire, ouvert.base, dernier_lien(ouvert), str(images)]
        fait = subprocess.run(
            ["node", script, *mots], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    assert fait.returncode == 0, fait.stderr
    return json.loads(fait.stdout)


def test_aucune_page_n_a_de_faute_d_accessibilite_grave(vu: Any) -> None:
    fautes = [
        (page["name"], page["device"], faute)
        for page in vu["pages"]
        for faute in page["violations"]
        if faute["impact"] in GRAVES
    ]

    assert len(vu["pages"]) == 22 and fautes == []


def test_a_320_pixels_rien_ne_deborde_et_tout_se_touche(vu: Any) -> None:
    assert [page["name"] for page in vu["pages"] if page["scrolls"] or page["small"]] == []


def test_chaque_page_a_son_titre_et_sa_langue(vu: Any) -> None:
    titres = [page["title"] for page in vu["pages"] if page["device"] == "bureau"]

    assert len(set(titres)) == len(titres) - 1  # a line was added to the same page
    assert {page["lang"] for page in vu["pages"]} == {"fr"}


def test_le_clavier_suffit_et_va_ou_il_faut(vu: Any) -> None:
    assert vu["keyboard"] == {
        "skip": "Contenu",
        "skipped": "#contenu",
        "summary": "erreurs",
        "field": "confirme",
        "added": "courriel-3",
    }
