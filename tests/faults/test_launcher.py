"""The launcher still finds, in the code, every place that it watches or breaks."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.addresses import inherited
from tests.servers.children import ROOT


@pytest.mark.parametrize("flaw", ["", "sans-boite", "acquitter-d-abord", "sans-verrou"])
@pytest.mark.parametrize("role", ["service", "worker"])
def test_a_watched_process_starts(role: str, flaw: str, tmp_path: Path) -> None:
    words = ["run", "funding", "--role", role, "--help"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.launcher", *words],
        env={**inherited(), "FAULTS_FOLDER": str(tmp_path), "FAULTS_FLAW": flaw},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
