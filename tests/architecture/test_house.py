"""The rules of style that a program can check in every file."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, ROOT, modules, text_files

LONGEST = 400
NAMELESS = frozenset({"utils", "helpers", "common", "base", "models"})

# Written as patterns, so that this file is not an instance of what it looks for.
MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:work|tmp|root|home|Users)/")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.|registry\.npmjs|(?:docker|ghcr|quay|gcr)\.io\b|mirror\.gcr", re.I
)
LOCK_OPTION = re.compile(r"^(?:-i|--(?:extra-)?index-url|--find-links|--trusted-host)\b|://", re.M)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=named)
def test_a_module_is_short_named_and_introduced(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    assert len(source.splitlines()) <= LONGEST
    assert not NAMELESS & {path.stem, path.parent.name}
    assert not source.strip() or ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("path", sorted((ROOT / "services").glob("*/__init__.py")), ids=named)
def test_a_service_says_what_it_decides(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry"])
def test_no_file_names_a_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    found = [
        f"{named(path)}: {match.group()}"
        for path in text_files()
        if (match := pattern.search(path.read_text(encoding="utf-8", errors="replace")))
    ]

    assert found == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.txt")), ids=named)
def test_a_lock_pins_by_hash_and_leaves_the_registry_to_the_machine(path: Path) -> None:
    lock = path.read_text()

    assert LOCK_OPTION.findall(lock) == []
    assert "--hash=sha256:" in lock


@pytest.mark.parametrize(
    "text", ["see " + "/".join(["", "tmp", "x"]), "COPY " + "/".join(["", "home", "me"]) + "/"]
)
def test_a_path_of_a_machine_would_be_seen(text: str) -> None:
    assert MACHINE_PATH.search(text)


@pytest.mark.parametrize("host", [("pypi", "org"), ("ghcr", "io"), ("files.pythonhosted", "org")])
def test_a_registry_would_be_seen(host: tuple[str, str]) -> None:
    assert REGISTRY.search(f"https://{'.'.join(host)}/x")
