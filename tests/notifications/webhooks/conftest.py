"""L'échantillon joué une fois ; chaque essai en a une copie, à l'heure qu'il est."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.notifications.webhooks.atelier import Atelier
from tests.notifications.webhooks.recepteur import Recepteur
from tests.questions.joue import echantillon_joue


@pytest.fixture(scope="session")
def echantillon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("webhooks") / "joue"
    with echantillon_joue(folder):
        pass
    with Atelier(folder) as atelier:
        atelier.programme.settle()  # ce que les années passées depuis ont rendu dû
    return folder


@pytest.fixture
def atelier(echantillon: Path, tmp_path: Path) -> Iterator[Atelier]:
    with Atelier(shutil.copytree(echantillon, tmp_path / "copie")) as atelier:
        yield atelier


@pytest.fixture
def recepteur() -> Iterator[Recepteur]:
    with Recepteur() as recepteur:
        yield recepteur
