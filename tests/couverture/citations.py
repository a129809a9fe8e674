"""Où les exigences sont citées : par un test, qui les montre, ou ailleurs dans le code."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ID = r"(?:A|X|INV|TMR|INS|SUS|C\.7|J)-\d+"
CITATION = re.compile(rf"(?<![\w-])({ID})(?:\s*(?:à|…|–)\s*({ID}))?(?![\w-])")
IN_A_NAME = re.compile(r"_(?:(a)_?(\d{3})|(x|inv|tmr|ins|sus)_?(\d{2}))(?![a-z0-9])")
READ = frozenset({".py", ".yaml"})


@dataclass(frozen=True)
class Passage:
    """Un texte et l'endroit où il se lit : un fichier, ou `fichier::test`."""

    lieu: str
    texte: str

    @property
    def citees(self) -> tuple[str, ...]:
        """Les exigences citées, chacune une fois ; « A-115 à A-118 » en cite quatre."""
        found: dict[str, None] = {}
        for first, last in CITATION.findall(self.texte):
            found |= dict.fromkeys(_from_to(first, last or first))
        return tuple(found)


def _from_to(first: str, last: str) -> Iterator[str]:
    family, begin = first.split("-")
    other, end = last.split("-")
    if family != other or int(end) < int(begin):
        yield from (first, last)
        return
    for number in range(int(begin), int(end) + 1):
        yield f"{family}-{number:0{len(begin)}d}"


def passages_des_tests(racine: Path) -> Iterator[Passage]:
    """Chaque test, par son nom et sa docstring ; et la docstring de chaque module de tests."""
    for path in sorted((racine / "tests").rglob("test_*.py")):
        tree, lieu = ast.parse(path.read_text(encoding="utf-8")), str(path.relative_to(racine))
        yield Passage(lieu, ast.get_docstring(tree) or "")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                texte = f"{_named_in(node.name)} {ast.get_docstring(node) or ''}"
                yield Passage(f"{lieu}::{node.name}", texte)


def _named_in(name: str) -> str:
    """`test_…_a116` et `test_…_inv_05` citent une exigence dans leur nom."""
    return " ".join(
        "-".join(filter(None, found)).upper() for found in IN_A_NAME.findall(name.lower())
    )


def passages_du_code(racine: Path, *dossiers: str) -> Iterator[Passage]:
    """Chaque fichier de code ou de données, en entier."""
    for dossier in dossiers:
        for path in sorted((racine / dossier).rglob("*")):
            if path.suffix in READ:
                yield Passage(str(path.relative_to(racine)), path.read_text(encoding="utf-8"))
