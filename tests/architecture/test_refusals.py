"""Each refusal says whether a repeat of the request is decided again (ADR 0031)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.contrats.publication import demandes
from console.contrats.refus import refus
from shared.refusal import RefusDefinitif, RefusDuMoment, is_final, refusals
from tests.architecture.house import PACKAGES, ROOT, modules

BASE = "Refus"
WHERE_IT_IS = ROOT / "shared" / "refusal.py"
FROM_THE_CONSOLE = "console"
"""Its own refusals answer a typed command: no message, no receipt."""


def unclassified(tree: ast.AST) -> Iterator[str]:
    """The refusals of a module that are neither final nor for the moment."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (node.name for base in node.bases if named(base) == BASE)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from (f"raise {BASE}" for _ in range(named(node.exc.func) == BASE))
        elif isinstance(node, ast.ImportFrom):
            renamed = [each.asname for each in node.names if each.name == BASE and each.asname]
            yield from (f"{BASE} as {each}" for each in renamed)


def named(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_refusal_is_final_or_for_the_moment(package: str) -> None:
    found = {
        f"{path.relative_to(ROOT)}: {each}"
        for path in modules(package)
        if path != WHERE_IT_IS
        for each in unclassified(ast.parse(path.read_text(encoding="utf-8")))
        if not (package == FROM_THE_CONSOLE and each == f"raise {BASE}")
    }

    assert found == set()


@pytest.mark.parametrize(
    "source",
    [
        "class Impossible(Refus): pass",
        "class Impossible(refusal.Refus): pass",
        "raise Refus('non')",
        "from shared.refusal import Refus as Non",
    ],
)
def test_a_refusal_of_no_nature_would_be_seen(source: str) -> None:
    assert list(unclassified(ast.parse(source)))


def test_no_refusal_has_two_natures_nor_two_of_one_name_that_differ() -> None:
    """A receipt keeps the name of the class only."""
    final = {each.__name__ for each in refusals(RefusDefinitif)}
    for_the_moment = {each.__name__ for each in refusals(RefusDuMoment)}

    assert final & for_the_moment == set()
    assert len(final) > 10 and len(for_the_moment) > 50


def test_the_nature_that_is_published_is_that_of_the_receipts() -> None:
    told = {code: dit["nature"] for kind in demandes() for code, dit in refus(kind).items()}

    assert told["CommuneInconnue"] == "a_redemander" and told["MotifManquant"] == "definitif"
    assert {code for code, nature in told.items() if (nature == "definitif") != is_final(code)} == (
        set()
    )


def test_the_page_of_refusals_tells_each_of_them() -> None:
    page = Path(ROOT, "docs", "refus.md").read_text(encoding="utf-8")

    codes = {code for kind in demandes() for code in refus(kind)}
    assert {code for code in codes if f"| `{code}` |" not in page} == set()
