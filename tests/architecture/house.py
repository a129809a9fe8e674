"""The repository, for tests: its root, its modules, its import contracts, its text files."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGES = ("services", "shared", "console")
BINARY = frozenset({".docx", ".pdf", ".png", ".xlsx", ".pyc", ".ttf", ".otf"})
LINT = "from importlinter.cli import lint_imports_command as main; main()"


def modules(*packages: str) -> list[Path]:
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def dotted(path: Path) -> str:
    """The dotted name of a module of the repository."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def unkept() -> tuple[str, ...]:
    lines = (ROOT / ".gitignore").read_text().split()
    return (".git", *(re.sub("/$", "", line) for line in lines))


def ignored(path: Path) -> bool:
    """True if .gitignore matches; a pattern that starts with a slash applies at the root only."""
    where = path.relative_to(ROOT).parts
    return any(
        fnmatch(where[0], pattern[1:])
        if pattern.startswith("/")
        else any(fnmatch(part, pattern) for part in where)
        for pattern in unkept()
    )


@cache
def text_files() -> tuple[Path, ...]:
    """Every text file that the repository keeps."""
    return tuple(path for path in _kept(ROOT) if path.suffix not in BINARY)


def _kept(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if ignored(path):
            continue
        if path.is_dir():
            yield from _kept(path)
        else:
            yield path


def import_contracts() -> dict[str, dict[str, Any]]:
    """The contracts of pyproject.toml, by id."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return {contract["id"]: contract for contract in linter["contracts"]}


def python(source: str, *arguments: str, at: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    """Run this in a new interpreter, where no other module is imported."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", source, *arguments],
        cwd=at,
        capture_output=True,
        text=True,
        check=False,
    )


def lint_imports(*arguments: str, at: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    return python(LINT, "--no-cache", "--no-logo", *arguments, at=at)


def break_each(breaches: Mapping[str, tuple[str, str]], at: Path) -> str:
    """Lint a copy of the repository with each breach in turn; returns the results, as JSON."""
    linter = Path(__file__).with_name("linter.py")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", linter],
        cwd=at,
        input=json.dumps(breaches),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
