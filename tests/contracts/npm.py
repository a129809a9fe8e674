"""Packages of npm for the tests, at a version each, installed once in a cache of this machine."""

import shutil
import subprocess
from fcntl import LOCK_EX, flock
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir

import pytest

from tests.servers.addresses import inherited

INSTALL = (
    *("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"),
    *("--fetch-retries=1", "--fetch-timeout=60000"),
)
PATIENCE = 900
AMQPLIB = "amqplib@0.10.9"


def installed(*packages: str) -> Path:
    """The folder whose `node_modules` has them; skips the test where they cannot be had."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Neither node nor npm here: what they would run is not run.")
    folder = _folder(packages)
    if folder is None:
        pytest.skip(f"npm could not install {', '.join(packages)}: what they run is not run.")
    return folder


@cache
def _folder(packages: tuple[str, ...]) -> Path | None:
    """None if npm could not install them: it is asked once."""
    known = Path(inherited().get("XDG_CACHE_HOME") or gettempdir())
    name = sha256(" ".join(sorted(packages)).encode()).hexdigest()[:16]
    folder = known / "france-services-npm" / name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        flock(lock, LOCK_EX)  # the other processes of the run wait for what this one installs
        there = (folder / "installed").exists() or _install(folder, packages)
    return folder if there else None


def _install(folder: Path, packages: tuple[str, ...]) -> bool:
    words = [*INSTALL, "--prefix", str(folder), *packages]
    try:
        subprocess.run(words, cwd=folder, check=True, capture_output=True, timeout=PATIENCE)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return False
    (folder / "installed").touch()
    return True


def environment(folder: Path) -> dict[str, str]:
    """That of a program of Node which finds these packages."""
    quiet = {"ASYNCAPI_METRICS": "false", "CI": "true"}
    return {**inherited(), **quiet, "NODE_PATH": str(folder / "node_modules")}
