"""The peers, installed by npm in a folder that goes with the run."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SOURCES = ("package.json", "emmett.mjs")
PATIENCE = 300.0
INSTALL = ("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
EMMETT = "@event-driven-io/emmett-postgresql"
MESSAGE_DB = "@eventide/message-db"


class NoPeers(Exception):
    """The peers cannot be had here; the message says why in a sentence."""


@dataclass(frozen=True)
class Peers:
    """The folder where npm has installed them."""

    folder: Path

    def package(self, name: str) -> Path:
        return self.folder / "node_modules" / name

    def versions(self) -> str:
        node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        emmett, message_db = (self._version(name) for name in (EMMETT, MESSAGE_DB))
        return f"Emmett {emmett} on Node {node.stdout.strip()}, message-db {message_db}"

    def _version(self, name: str) -> str:
        described = json.loads((self.package(name) / "package.json").read_text(encoding="utf-8"))
        return str(described["version"])


@contextmanager
def installed(folder: Path) -> Iterator[Peers]:
    """Both peers at the versions of `package.json`; raises NoPeers without npm or its registry."""
    if not shutil.which("npm"):
        raise NoPeers("The peers are not measured: npm is not installed here.")
    folder.mkdir()
    try:
        for name in SOURCES:
            shutil.copy(Path(__file__).with_name(name), folder)
        _install(folder)
        yield Peers(folder)
    finally:
        shutil.rmtree(folder)


def _install(folder: Path) -> None:
    try:
        subprocess.run(INSTALL, cwd=folder, capture_output=True, check=True, timeout=PATIENCE)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise NoPeers(
            f"The peers are not measured: npm did not install them ({type(error).__name__})."
        ) from error
