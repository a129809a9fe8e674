"""`http --sortie` sur un dossier d'essai : son compte, son jeton, et la page de ses liens."""

import re
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

import httpx
import pytest

from console.execution.essai_http import essai
from shared.refusal import Refus
from tests.questions.joue import Joue
from tests.questions.serveur_http import attendre
from tests.servers.addresses import free_port, inherited
from tests.servers.children import Children

COMPTAGE = "/v1/labellisation/comptes?au=2020-02-10"
LIEU = "http://127.0.0.1"


@contextmanager
def lance(dossier: Path, port: int, page: int) -> Iterator["Popen[str]"]:
    mots = ["http", "--sortie", str(dossier), "--adresse", "127.0.0.1", "--port", str(port)]
    mots += ["--port-de-la-page", str(page)]
    with Children() as enfants:
        yield enfants.talk(
            [sys.executable, "-m", "console", *mots], inherited(), dossier, errors=PIPE
        )


def repond(adresse: str) -> bool:
    try:
        return httpx.get(adresse, timeout=5).status_code < 500
    except httpx.TransportError:
        return False


def test_un_jeton_et_la_page_sans_rien_preparer(joue: Joue, tmp_path: Path) -> None:
    origine = Path(joue.components["labellisation"].model.engine.url.database or "").parent
    dossier, port = shutil.copytree(origine, tmp_path / "copie"), free_port()
    inscription = f"{LIEU}:{(page := free_port())}/inscription"
    with lance(dossier, port, page) as processus:
        assert processus.stdout
        dit = iter(processus.stdout.readline, "")
        jeton = next(found[0] for each in dit if (found := re.findall(r"fs_[\w-]+", each)))
        attendre(lambda: repond(f"{LIEU}:{port}/healthz"))
        attendre(lambda: repond(inscription))
        porte = {"Authorization": f"Bearer {jeton}"}
        assert httpx.get(f"{LIEU}:{port}{COMPTAGE}", headers=porte).status_code == 200
        assert httpx.get(f"{LIEU}:{port}{COMPTAGE}").status_code == 401
        processus.send_signal(signal.SIGTERM)
        assert processus.wait(60) == 0
    assert not repond(inscription)


def test_un_dossier_qui_n_est_pas_d_un_essai(tmp_path: Path) -> None:
    with pytest.raises(Refus, match="essai"), essai(tmp_path, free_port()):
        pass
