"""Texts, quoted words and commands of README.md, docs/ and the code, for tests to compare."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from console.cli import application
from console.execution.services import applications
from tests.architecture.house import PACKAGES, ROOT, modules

DECLARATION = ROOT / "shared" / "runtime" / "variables.py"
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "reglages.md").read_text(encoding="utf-8")
QUOTED = re.compile(r"`([^`\n]+)`")
VARIABLE = re.compile(r"[A-Z]+(?:_[A-Z]+)+|DOCUMENTS|COMPTES")


def constants(*paths: Path) -> set[str]:
    """Every string of these modules."""
    nodes = (n for path in paths for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


CODE = [path for path in modules(*PACKAGES, "tests/servers") if path != DECLARATION]
HELD = constants(*CODE, ROOT / "tests" / "data.py")
"""Without the declaration of the settings: a variable is read elsewhere, or it is not read."""


def quoted(text: str) -> set[str]:
    return set(QUOTED.findall(text))


def read_as(variable: str) -> set[str]:
    """The names that the code may give a variable: without service, `_FILE` or a prefix."""
    services = "|".join(service.name.upper() for service in applications())
    own = re.sub(f"^({services})_", "", variable).removesuffix("_FILE")
    return {own, own.removeprefix("POSTGRES_")}


def leaves(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """The commands of the help, by their words: `messages list` as well as `demo`."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, f"{name} ")
        elif not command.hidden:
            yield f"{above}{name}", command


ROOT_COMMAND = typer.main.get_group(application())
COMMANDS = dict(leaves(ROOT_COMMAND))
