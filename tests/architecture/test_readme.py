"""Targets, commands, variables, facts and places named in README.md and docs/ exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from console.cli import app
from console.execution.services import APPLICATIONS
from shared.recording.handlers import Handlers
from shared.runtime.settings import DEFAULTS
from tests.architecture.house import ROOT, ignored, text_files
from tests.architecture.readme import HELD, README, constants, quoted, read_as
from tests.contracts.language import CONTRACTS


def leaves(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """The commands by their words, as typed: `messages list` as well as `demo`."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, f"{name} ")
        else:
            yield f"{above}{name}", command


DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = dict(leaves(typer.main.get_group(app)))
TYPED = re.findall(
    rf"^france-services ({'|'.join(sorted(COMMANDS))}) ([^#\n]*)#?(.*)$", README, re.M
)
TABLE = [row.split("|")[1:-1] for row in README.splitlines() if row.startswith("| ")]
VARIABLE = re.compile(r"[A-Z]+(?:_[A-Z]+)+|DOCUMENTS")
EXTENSION = re.compile(r"\.(?:py|md|toml|yaml|txt|csv)$")


COMPOSED = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))


def places(document: Path) -> set[str]:
    """The paths named in a document, except ignored ones; `<name>` stands for any name."""
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    here = document.parent.relative_to(ROOT)
    linked = {str(here / link) for link in links}
    named = {each for each in quoted(text) if re.fullmatch(r"[\w.*<>/-]+", each)}
    named = {each for each in named if "/" in each or EXTENSION.search(each)}
    kept = {each for each in named if not ignored(ROOT / each)}
    return linked | {re.sub("<[^>]+>", "*", each) for each in kept}


def exists(place: str) -> bool:
    if "/" in place:
        return any(ROOT.glob(place.strip("/")))
    return any(path.name == place for path in text_files())


def row(name: str) -> list[set[str]]:
    """The cells of a service's row."""
    [found] = [cells for cells in TABLE if cells[0].strip() == name]
    return [quoted(cell) for cell in found]


def wire_types(kinds: list[str]) -> set[str]:
    return {str(CONTRACTS[kind].model_fields["type"].default) for kind in kinds}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_target_named_is_in_the_makefile(document: Path) -> None:
    named = re.findall(
        r"^make ([a-z]+)|`make ([a-z]+)`", document.read_text(encoding="utf-8"), re.M
    )

    makefile = (ROOT / "Makefile").read_text()
    wanted = {"".join(pair) for pair in named}
    assert {each for each in wanted if not re.search(rf"^{each}:", makefile, re.M)} == set()


def test_the_readme_tells_how_to_try_test_and_check() -> None:
    assert all(f"make {each}" in README for each in ("demo", "test", "journey", "check"))
    assert "`.ci/run`" in README


@pytest.mark.parametrize("name, words, comment", TYPED, ids=lambda each: each.strip())
def test_every_command_shown_would_be_understood(name: str, words: str, comment: str) -> None:
    """Arguments, options, their types; nothing is run."""
    command = COMMANDS[name]
    options = {option for param in command.params for option in param.opts}

    command.make_context(name, shlex.split(words))
    assert set(re.findall(r"--[a-z-]+", comment)) <= options


def test_every_command_and_option_is_shown() -> None:
    options = {option for each in COMMANDS.values() for p in each.params for option in p.opts}

    assert {name for name, _, _ in TYPED} == set(COMMANDS)
    assert {each for each in options if each.startswith("--") and each not in README} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_variable_named_is_read(document: Path) -> None:
    named = {each for each in quoted(document.read_text("utf-8")) if VARIABLE.fullmatch(each)}

    assert {each for each in named if not read_as(each) & (HELD | COMPOSED)} == set()


def test_every_variable_read_is_named() -> None:
    components = constants(*(ROOT / "services").glob("*/component.py"))
    read = {each for each in components if VARIABLE.fullmatch(each)} | set(DEFAULTS)

    assert len(read) > 10
    assert read - quoted(README) == set()


@pytest.mark.parametrize("service", APPLICATIONS, ids=lambda each: each.name)
def test_the_table_says_what_a_service_reacts_to_and_tells(service: Handlers) -> None:
    wanted = [kind.__name__ for kinds in service.subscriptions().values() for kind in kinds]
    published = [name for name, kind in CONTRACTS.items() if kind.publisher() == service.name]

    assert row(service.name)[2:4] == [wire_types(wanted), wire_types(published)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_place_named_is_there(document: Path) -> None:
    assert {each for each in places(document) if not exists(each)} == set()
