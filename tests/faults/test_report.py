"""Les pages que les essais écrivent disent à quel commit ils ont eu lieu."""

import subprocess
from pathlib import Path

import pytest

from tests.faults import report
from tests.faults.checker import Findings
from tests.faults.commit import Commit, commit
from tests.faults.report import COLONNES, consigner
from tests.faults.trial import Fault, Result

PROPRE = Commit("23f0aa3", changed=False)
AUTRE = Commit("bdf002b", changed=True)
RESULTAT = Result(Fault("aucune", "témoin", lambda rig: None), Findings(livraisons=5), 0, 1.5)


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    """Un dépôt d'un seul commit, avec les pages qu'un essai écrit."""
    for nom in ("code.py", "docs/garanties.md", "docs/performances.md"):
        path = tmp_path / nom
        path.parent.mkdir(exist_ok=True)
        path.write_text("avant")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "Premier")
    return tmp_path


def git(depot: Path, *mots: str) -> str:
    nom = ("-c", "user.name=essai", "-c", "user.email=essai@exemple.fr")
    fait = subprocess.run(
        ["git", *nom, *mots], cwd=depot, capture_output=True, text=True, check=True
    )
    return fait.stdout.strip()


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "garanties.md"
    path.write_text("# Garanties\n\n## Pannes, sur l'ancien\n\nreste\n", encoding="utf-8")
    monkeypatch.setattr(report, "PAGE", path)
    return path


def test_un_depot_sans_changement_dit_son_commit(depot: Path) -> None:
    assert commit(depot) == Commit(git(depot, "rev-parse", "--short", "HEAD"), changed=False)


@pytest.mark.parametrize("change", ["code.py", "nouveau.py"])
def test_un_fichier_change_ou_nouveau_se_dit(depot: Path, change: str) -> None:
    (depot / change).write_text("après")

    assert commit(depot).changed


def test_les_pages_que_les_essais_ecrivent_ne_comptent_pas(depot: Path) -> None:
    for page in ("garanties.md", "performances.md"):
        (depot / "docs" / page).write_text("après")

    assert not commit(depot).changed
    assert not commit(depot / "docs").changed


def test_hors_d_un_depot_le_commit_est_inconnu(tmp_path: Path) -> None:
    assert commit(tmp_path) == Commit("", changed=False)
    assert "inconnu" in commit(tmp_path).en_francais()
    assert "unknown" in commit(tmp_path).in_english()


def test_la_page_dit_le_commit_de_chaque_section_et_remplace_l_ancien(page: Path) -> None:
    consigner("Pannes, sur deux serveurs", PROPRE, [RESULTAT], [], {"audit service": 2048})
    consigner("Pannes, sur deux serveurs", AUTRE, [RESULTAT], [], {"audit service": 2048})

    [intro, ancien, ecrite] = page.read_text(encoding="utf-8").split("\n## ")
    assert (intro, ancien) == ("# Garanties\n", "Pannes, sur l'ancien\n\nreste\n")
    titre, _, dit, _, colonnes, _, ligne, *_ = ecrite.splitlines()
    assert titre == "Pannes, sur deux serveurs"
    assert dit == "Écrit au commit `bdf002b`, fichiers modifiés depuis."
    assert colonnes == f"| {' | '.join(COLONNES)} |"
    assert ligne.startswith("| aucune | témoin | 5 |")


def test_un_commit_sans_changement_se_dit_seul() -> None:
    assert PROPRE.en_francais() == "Écrit au commit `23f0aa3`."
    assert PROPRE.in_english() == "commit 23f0aa3"
    assert AUTRE.in_english() == "commit bdf002b, files changed since"
