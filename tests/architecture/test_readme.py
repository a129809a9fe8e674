"""What README.md and docs/ name exists: targets, commands, variables, facts, places, decisions."""

import ast
import re
import shlex
from pathlib import Path

import pytest
import typer

from console.cli import app
from console.services import APPLICATIONS
from shared.settings import DEFAULTS
from tests.architecture.house import ROOT, modules, text_files
from tests.contracts.language import CONTRACTS

README = (ROOT / "README.md").read_text(encoding="utf-8")
DECISIONS = sorted((ROOT / "docs" / "adr").glob("0*.md"))
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = typer.main.get_group(app).commands
TYPED = re.findall(r"^france-services (\S+) ([^#\n]*)#?(.*)$", README, re.M)
TABLE = [row.split("|")[1:-1] for row in README.splitlines() if row.startswith("| ")]
VARIABLE = re.compile(r"[A-Z]+(?:_[A-Z]+)+|DOCUMENTS")
HELD_IN_CODE = re.compile(r"`([^`\n]+)`")
EXTENSION = re.compile(r"\.(?:py|md|toml|yaml|txt|csv)$")


def constants(*paths: Path) -> set[str]:
    """Each string that this code holds."""
    nodes = (n for path in paths for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def quoted(text: str) -> set[str]:
    return set(HELD_IN_CODE.findall(text))


def bare(variable: str) -> str:
    """The name that the code reads: without the service it is for, nor the file that holds it."""
    services = "|".join(service.name.upper() for service in APPLICATIONS)
    return re.sub(
        rf"^(?:{services})_|_FILE$|^POSTGRES_", "", re.sub(rf"^(?:{services})_", "", variable)
    )


def places(document: Path) -> set[str]:
    """What looks like a path; `<name>` stands for any. What the demonstration writes is not there."""
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    here = document.parent.relative_to(ROOT)
    linked = {str(here / link) for link in links}
    named = {each for each in quoted(text) if re.fullmatch(r"[\w.*<>/-]+", each)}
    named = {each for each in named if "/" in each or EXTENSION.search(each)}
    return linked | {re.sub("<[^>]+>", "*", each) for each in named if not each.startswith("demo/")}


def exists(place: str) -> bool:
    if "/" in place:
        return any(ROOT.glob(place.strip("/")))
    return any(path.name == place for path in text_files())


def row(name: str) -> list[set[str]]:
    """The cells of a service's row."""
    [found] = [cells for cells in TABLE if cells[0].strip() == name]
    return [quoted(cell) for cell in found]


def said(kinds: list[str]) -> set[str]:
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
    known = {option for param in command.params for option in param.opts}

    command.make_context(name, shlex.split(words))
    assert set(re.findall(r"--[a-z-]+", comment)) <= known


def test_every_command_and_option_is_shown() -> None:
    options = {option for each in COMMANDS.values() for p in each.params for option in p.opts}

    assert {name for name, _, _ in TYPED} == set(COMMANDS)
    assert {each for each in options if each.startswith("--") and each not in README} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_variable_named_is_read(document: Path) -> None:
    named = {each for each in quoted(document.read_text("utf-8")) if VARIABLE.fullmatch(each)}

    known = constants(*modules("services", "shared", "console", "tests"))
    assert {each for each in named if not {bare(each), each} & known} == set()


def test_every_variable_read_is_named() -> None:
    components = constants(*(ROOT / "services").glob("*/component.py"))
    read = {each for each in components if VARIABLE.fullmatch(each)} | set(DEFAULTS)

    assert len(read) > 10
    assert read - quoted(README) == set()


@pytest.mark.parametrize("service", APPLICATIONS, ids=lambda each: each.name)
def test_the_table_says_what_a_service_reacts_to_and_tells(service: type) -> None:
    [known] = [each for each in APPLICATIONS if each is service]
    wanted = [kind.__name__ for kinds in known.subscriptions().values() for kind in kinds]
    told = [name for name, kind in CONTRACTS.items() if kind.publisher() == known.name]

    assert row(known.name)[2:4] == [said(wanted), said(told)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_place_named_is_there(document: Path) -> None:
    assert {each for each in places(document) if not exists(each)} == set()


def test_every_decision_cited_is_written() -> None:
    cited = {
        number
        for path in text_files()
        for number in re.findall(r"\bADR (\d{4})", path.read_text("utf-8", errors="replace"))
    }

    assert cited <= {path.name[:4] for path in DECISIONS}
    assert len(cited) > 5


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.name[:4])
def test_a_decision_is_dated_reasoned_and_listed(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")
    number, title = text.splitlines()[0].removeprefix("# ").split(". ", 1)

    parts = re.findall(r"^(?:\*\*)(\w+)\.\*\*|^(\d{4}-\d\d-\d\d)$", text, re.M)
    assert decision.name.startswith(f"{number}-")
    assert ["".join(part) for part in parts][1:] == ["Context", "Decision", "Consequences"]
    listed = (decision.parent / "README.md").read_text(encoding="utf-8")
    assert f"| [{number}]({decision.name}) | {title} |" in listed


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{n + 1:04}" for n in range(len(DECISIONS))]
    assert len(DECISIONS) >= 12
