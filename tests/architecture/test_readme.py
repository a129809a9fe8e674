"""What README.md names exists: targets, commands, options, variables, facts, places."""

import re
from pathlib import Path

import click
import pytest
import typer

from console.cli import app
from tests.architecture.house import ROOT, modules
from tests.contracts.language import published

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app)
ARGUMENTS = [line.partition("#") for line in README.splitlines() if "france-services " in line]
PLACES = re.findall(r"`((?!demo/)(?:[\w.]+/)+)`|\]\(([\w./]+)\)", README)
SOURCES = "".join(
    path.read_text(encoding="utf-8") for path in modules("services", "shared", "console", "tests")
)


def facts() -> set[str]:
    return {str(kind.model_fields["type"].default) for kind in published().values()}


def test_every_target_named_is_in_the_makefile() -> None:
    named = set(re.findall(r"\bmake ([a-z]+)", README))

    makefile = (ROOT / "Makefile").read_text()
    assert {"demo", "test", "journey", "check"} <= named
    assert {each for each in named if not re.search(rf"^{each}:", makefile, re.M)} == set()


@pytest.mark.parametrize("words", [line for line, _, _ in ARGUMENTS], ids=str.strip)
def test_every_command_named_is_understood(words: str) -> None:
    name, *rest = words.split()[1:]
    said = next(line[2] for line in ARGUMENTS if line[0] == words)
    assert isinstance(COMMANDS, click.Group | typer.core.TyperGroup)
    known = {option for param in COMMANDS.commands[name].params for option in param.opts}

    assert {each for each in [*rest, *said.split()] if each.startswith("--")} - known == set()


def test_every_command_is_named() -> None:
    assert isinstance(COMMANDS, click.Group | typer.core.TyperGroup)
    assert {words.split()[1] for words, _, _ in ARGUMENTS} == set(COMMANDS.commands)


def test_every_variable_named_is_read() -> None:
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", README))

    unread = {each for each in named if not re.search(rf"\b{each}\b", SOURCES)}
    assert len(named) > 15
    assert {each for each in unread if each.partition("POSTGRES_")[2] not in SOURCES} == set()


def test_every_fact_named_is_published_and_every_fact_is_named() -> None:
    table = README.partition("## The five services")[2].partition("##")[0]
    named = {each for each in re.findall(r"`([A-Z]\w+)`", table) if each.isidentifier()}

    assert named == facts()


@pytest.mark.parametrize("place", sorted({"".join(pair) for pair in PLACES}))
def test_every_place_named_is_there(place: str) -> None:
    assert Path(ROOT, place).exists()
