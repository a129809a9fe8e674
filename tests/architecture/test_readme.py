"""Targets, commands, variables, services and places named by README.md and docs/ exist."""

import re
import shlex
from pathlib import Path

import pytest

from console.execution.services import applications
from tests.architecture.house import ROOT, ignored, text_files
from tests.architecture.readme import COMMANDS, HELD, README, VARIABLE, quoted, read_as

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.M))
TYPED = [
    pytest.param(*found, id=f"{path.name}: {' '.join(found).strip()}")
    for path in DOCUMENTS
    for found in re.findall(
        rf"^france-services ({'|'.join(sorted(COMMANDS))})(?![\w-]) ?([^#\n]*)",
        path.read_text(encoding="utf-8"),
        re.M,
    )
]
EXTENSION = re.compile(r"\.(?:py|md|toml|yaml|txt|csv)$")


STACKS = [(ROOT / name).read_text() for name in ("docker-compose.yml", "deploy/observability.yml")]
COMPOSED = {each for stack in STACKS for each in re.findall(r"\$\{([A-Z_]+)", stack)}


def places(document: Path) -> set[str]:
    """The paths that a text names, except installed or written ones; `<name>` matches any."""
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    here = document.parent.relative_to(ROOT)
    linked = {str(here / link) for link in links}
    named = {each for each in quoted(text) if re.fullmatch(r"[\w.*<>/-]+", each)}
    named = {each for each in named if "/" in each or EXTENSION.search(each)}
    named = {each for each in named if not each.startswith("/")}
    kept = {each for each in named if not ignored(ROOT / each)}
    return linked | {re.sub("<[^>]+>", "*", each) for each in kept}


def exists(place: str) -> bool:
    if "/" in place:
        return any(ROOT.glob(place.strip("/")))
    return any(path.name == place for path in text_files())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_target_named_is_in_the_makefile(document: Path) -> None:
    named = re.findall(
        r"^make ([a-z-]+)|`make ([a-z-]+)`", document.read_text(encoding="utf-8"), re.M
    )

    assert {"".join(pair) for pair in named} - TARGETS == set()


def test_the_readme_tells_how_to_try_and_test_and_the_guide_tells_the_rest() -> None:
    guide = (ROOT / "docs" / "changer.md").read_text(encoding="utf-8")
    told = {each for each in TARGETS if f"make {each}" in guide}

    assert {"demo", "test", "check"} <= {each for each in TARGETS if f"make {each}" in README}
    assert TARGETS - told == {"help", "demo", "clean"}
    assert "`.ci/run`" in guide


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("name, words", TYPED)
def test_every_command_shown_would_be_understood(name: str, words: str) -> None:
    """Arguments, options, their types; nothing is run."""
    COMMANDS[name].make_context(name, shlex.split(words))


def test_a_command_in_the_text_of_the_readme_exists_with_its_options() -> None:
    """`demo --liste`, `forget`: words between backticks that begin with the name of a command."""
    found = [each.split() for each in quoted(README) if each.split()[0] in COMMANDS]
    options = {(name, option) for name, *options in found for option in options}

    assert {name for name, *_ in found} >= {"demo", "forget"}
    assert [
        (name, option)
        for name, option in options
        if option not in {opt for param in COMMANDS[name].params for opt in param.opts}
    ] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_variable_named_is_read(document: Path) -> None:
    named = {each for each in quoted(document.read_text("utf-8")) if VARIABLE.fullmatch(each)}

    assert {each for each in named if not read_as(each) & (HELD | COMPOSED)} == set()


def test_the_readme_has_one_line_for_each_service_and_leads_to_its_page() -> None:
    rows = re.findall(r"^\| \[(\w+)\]\(docs/services/(\w+)\.md\) \| (.+) \|$", README, re.M)

    assert [(name, page) for name, page, _ in rows] == [(a.name, a.name) for a in applications()]
    assert "![make demo" in README and "(docs/demo.svg)" in README


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_place_named_is_there(document: Path) -> None:
    assert {each for each in places(document) if not exists(each)} == set()
