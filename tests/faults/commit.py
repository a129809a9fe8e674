"""The commit of a run, named in the pages that the run writes."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.servers.children import ROOT

WRITTEN = ("docs/garanties.md", "docs/performances.md")
"""The pages that runs write: a change in them does not change the next run."""


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
    """The current commit; call it when a run begins, for files may change during it."""
    sha = git(root, "rev-parse", "--short", "HEAD")
    apart = (f":(top,exclude){page}" for page in WRITTEN)
    return Commit(sha, bool(git(root, "status", "--porcelain", "--", ":(top)", *apart)))


def git(root: Path, *words: str) -> str:
    """The output of a git command; empty without git or without a repository."""
    try:
        ran = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return ""
    return ran.stdout.strip()
