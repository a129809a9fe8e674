"""`france-services --version` dit la version et la révision, et rien d'autre."""

from importlib.metadata import version

import pytest
from typer.testing import CliRunner

from console.cli import application


@pytest.mark.parametrize("revision", ["inconnue", "0123456789ab"])
def test_la_commande_dit_sa_version(revision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRANCE_SERVICES_REVISION", revision)

    dit = CliRunner().invoke(application(), ["--version"])

    assert (dit.exit_code, dit.output) == (0, f"{version('france-services')} ({revision})\n")
