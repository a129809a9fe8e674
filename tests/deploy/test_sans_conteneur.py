"""The blocks of the runbooks that start a process on a folder, without a container, as written."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from console.execution.embedded import Programme
from shared.clock import SystemClock
from tests.deploy.blocs import BLOCS
from tests.questions.serveur_http import ouvrir_les_comptes
from tests.servers.addresses import free_port, inherited
from tests.servers.children import ROOT, Children

COMMAND = f"""#!/bin/sh
exec {sys.executable} -m console "$@"
"""
PATIENCE = 60.0


@pytest.fixture
def essai(tmp_path: Path) -> Path:
    """The folder of a run, with the tables that the block names."""
    with closing(Programme(tmp_path / "DOSSIER", SystemClock(), {})):
        ouvrir_les_comptes(tmp_path, {"public": {"roles": ("PUBLIC",)}})
    return tmp_path


@contextmanager
def typed(bloc: str, folder: Path, places: Mapping[str, str]) -> Iterator[None]:
    """Type a block in this folder, where the command `france-services` is the one of this tree."""
    texte = BLOCS[bloc].texte
    for example, value in places.items():
        assert example in texte, (bloc, example)
        texte = texte.replace(example, value)
    command = folder / "bin" / "france-services"
    command.parent.mkdir()
    command.write_text(COMMAND)
    command.chmod(0o755)
    known = inherited()
    path = f"{command.parent}:{known['PATH']}"
    known |= {"PATH": path, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with Children() as children:
        children.start(["bash", "-euc", texte], folder / "log", known, folder)
        yield


def answered(url: str, log: Path) -> httpx.Response:
    """The first answer of this address."""
    limit = monotonic() + PATIENCE
    while True:
        try:
            return httpx.get(url, trust_env=False)
        except httpx.TransportError:
            assert monotonic() < limit, log.read_text()
            sleep(0.05)


def test_a_folder_is_tried_with_nothing_more(essai: Path) -> None:
    port, page = str(free_port()), str(free_port())
    with typed("http 4", essai, {"8090": f"{port} --port-de-la-page {page}"}):
        answer = answered(f"http://127.0.0.1:{port}/openapi.json", essai / "log")
        opened = answered(f"http://127.0.0.1:{page}/inscription", essai / "log")

    assert answer.json()["openapi"] == "3.1.0" and opened.status_code < 500


def test_the_questions_of_a_folder_are_answered(essai: Path) -> None:
    port = str(free_port())
    with typed("http 5", essai, {"8090": port}):
        answer = answered(f"http://127.0.0.1:{port}/openapi.json", essai / "log")

    assert answer.json()["openapi"] == "3.1.0"


def test_the_webhooks_of_a_folder_are_delivered(essai: Path) -> None:
    port = str(free_port())
    with typed(
        "webhooks 2",
        essai,
        {"france-services webhooks": f"HTTP_PORT={port} \\\n  france-services webhooks"},
    ):
        answer = answered(f"http://127.0.0.1:{port}/readyz", essai / "log")

    assert answer.status_code == 200 and answer.json()["role"] == "webhooks"


def test_the_page_of_a_run_opens(essai: Path) -> None:
    port = str(free_port())
    with typed("inscription 1", essai, {"rapport": f"DOSSIER --port {port}"}):
        answer = answered(f"http://127.0.0.1:{port}/inscription", essai / "log")

    assert answer.status_code == 200 and "<h1" in answer.text
