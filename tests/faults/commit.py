"""On which commit a run is made: the pages written from it say so."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.servers.children import ROOT

WRITTEN = ("docs/garanties.md", "docs/performances.md")
"""Pages that a run writes: they change nothing of what the next run measures."""


@dataclass(frozen=True)
class Commit:
    """`sha` is empty outside a repository; `changed`: files differ from those of the commit."""

    sha: str
    changed: bool

    def en_francais(self) -> str:
        if not self.sha:
            return "Écrit hors d'un dépôt git : commit inconnu."
        return f"Écrit au commit `{self.sha}`{', fichiers modifiés depuis' * self.changed}."

    def in_english(self) -> str:
        if not self.sha:
            return "outside a git repository: unknown commit"
        return f"commit {self.sha}{', files changed since' * self.changed}"


def commit(root: Path = ROOT) -> Commit:
    """To be asked for when a run begins: files may change while it lasts."""
    sha = git(root, "rev-parse", "--short", "HEAD")
    apart = (f":(top,exclude){page}" for page in WRITTEN)
    return Commit(sha, bool(git(root, "status", "--porcelain", "--", ":(top)", *apart)))


def git(root: Path, *words: str) -> str:
    """What it prints; nothing where there is no git, or no repository."""
    try:
        ran = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return ""
    return ran.stdout.strip()
