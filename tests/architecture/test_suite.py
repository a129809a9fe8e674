"""No test imports another; one module starts the processes of tests, and ends them."""

import ast
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, modules

SUITE = modules("tests", "bench")
STARTS = ROOT / "tests" / "servers" / "children.py"
WAITS = ROOT / "tests" / "servers" / "__main__.py"
"""It runs one command, and waits for its end."""


def of_tests(source: str) -> list[str]:
    """The `test_*` modules that this code imports; shared facts belong in `faits.py`."""
    nodes = list(ast.walk(ast.parse(source)))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    by_name = [
        f"{node.module or ''}.{alias.name}"
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    return [name for name in (*plain, *by_name) if ".test_" in f".{name}"]


def popens(source: str) -> list[int]:
    """The lines that start a process without waiting for it."""
    nodes = ast.walk(ast.parse(source))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if ast.unparse(call.func).endswith("Popen")]


def found(path: Path, lines: list[object]) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {line}" for line in lines]


def test_no_module_of_tests_imports_another() -> None:
    assert [each for p in SUITE for each in found(p, [*of_tests(p.read_text("utf-8"))])] == []


def test_one_module_starts_processes_and_ends_them() -> None:
    others = [path for path in SUITE if path not in (STARTS, WAITS)]

    assert popens(STARTS.read_text("utf-8")) and popens(WAITS.read_text("utf-8"))
    assert [each for p in others for each in found(p, [*popens(p.read_text("utf-8"))])] == []


@pytest.mark.parametrize(
    "source",
    [
        "from tests.audit.test_audit import visite",
        "from tests.audit import faits, test_audit",
        "import tests.audit.test_audit as audit",
        "from .test_audit import visite",
        "def late():\n    from tests.audit.test_audit import visite",
    ],
)
def test_an_import_of_tests_would_be_seen(source: str) -> None:
    assert of_tests(source)


def test_a_shared_module_may_be_imported() -> None:
    assert not of_tests("from tests.audit.faits import visite")


@pytest.mark.parametrize("source", ["Popen(['true'])", "import subprocess\nsubprocess.Popen([1])"])
def test_a_process_would_be_seen(source: str) -> None:
    assert popens(source)
