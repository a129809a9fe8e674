"""Docker garde parfois un réseau que plus rien n'occupe : l'essai le dit, et n'en est pas jugé."""

from pathlib import Path

import pytest

from tests.deploy.pile import Compose

DOCKER = """#!/bin/sh
case "$2" in
    ps) printf '%s' "{conteneur}" ;;
    down) echo "network fs-essai has active endpoints" >&2; exit 1 ;;
esac
"""
"""Answers as Docker does when it meets moby#43286, which nobody can provoke at will."""


@pytest.fixture
def compose() -> Compose:
    return Compose()


def repondre(compose: Compose, dossier: Path, conteneur: str) -> None:
    docker = dossier / "docker"
    docker.write_text(DOCKER.format(conteneur=conteneur))
    docker.chmod(0o755)
    compose.environment["PATH"] = f"{dossier}:/usr/bin:/bin"


def test_un_reseau_que_docker_garde_sans_conteneur_se_dit(
    compose: Compose, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repondre(compose, tmp_path, conteneur="")

    compose.remove()

    assert "Docker garde un réseau sans conteneur" in capsys.readouterr().err


def test_un_conteneur_qui_reste_fait_echouer_l_essai(compose: Compose, tmp_path: Path) -> None:
    repondre(compose, tmp_path, conteneur="8a239ddb5c5c")

    with pytest.raises(RuntimeError, match="has active endpoints"):
        compose.remove()
