"""README.md, for tests, and the strings of the code."""

import ast
import re
from pathlib import Path

from console.execution.services import APPLICATIONS
from tests.architecture.house import PACKAGES, ROOT, modules

README = (ROOT / "README.md").read_text(encoding="utf-8")
QUOTED = re.compile(r"`([^`\n]+)`")


def constants(*paths: Path) -> set[str]:
    """Every string of these modules."""
    nodes = (n for path in paths for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


HELD = constants(*modules(*PACKAGES, "tests/servers"), ROOT / "tests" / "data.py")


def quoted(text: str) -> set[str]:
    return set(QUOTED.findall(text))


def read_as(variable: str) -> set[str]:
    """The names that the code may give a variable: without service, `_FILE` or a prefix."""
    services = "|".join(service.name.upper() for service in APPLICATIONS)
    own = re.sub(f"^({services})_", "", variable).removesuffix("_FILE")
    return {own, own.removeprefix("POSTGRES_")}
