"""The places that the examples of commands name: a command refuses one that is not there."""

from pathlib import Path

import pytest

FILES = (
    *("LISTE.csv", "TABLEAU.xlsx", "liste_fs_20200206.csv", "msap.csv"),
    *("facade.jpg", "plan.pdf", "revele.json"),
)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder where every file and folder of the examples is."""
    for name in FILES:
        tmp_path.joinpath(name).touch()
    tmp_path.joinpath("DOSSIER").mkdir()
    monkeypatch.chdir(tmp_path)
