"""Où les exigences sont citées : par un test, qui les montre, ou ailleurs dans le code."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ID = r"(?:A|X|INV|TMR|INS|SUS|C\.7|J)-\d+"
CITATION = re.compile(rf"(?<![\w-])({ID})(?:\s*(?:à|…|–)\s*({ID}))?(?![\w-])")
IN_A_NAME = re.compile(
    r"_(?:(A)_?(\d{3})|(X|INV|TMR|INS|SUS)_?(\d{2})|(C)_?7_(\d{1,2}))(?![A-Z0-9])"
)
FAMILIES = {"C": "C.7"}
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

    @property
    def nommees(self) -> tuple[str, ...]:
        """Les exigences citées une à une : « A-115 à A-118 » n'en nomme aucune."""
        found = CITATION.findall(self.texte)
        return tuple(dict.fromkeys(first for first, last in found if not last))

    @property
    def est_un_test(self) -> bool:
        return "::" in self.lieu


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
    """`test_…_a116`, `test_…_inv_05` et `test_…_c_7_16` citent une exigence dans leur nom."""
    return " ".join(
        f"{FAMILIES.get(family, family)}-{number}"
        for family, number in (filter(None, found) for found in IN_A_NAME.findall(name.upper()))
    )


def passages_du_code(racine: Path, *dossiers: str) -> Iterator[Passage]:
    """Chaque fichier de code ou de données, en entier."""
    for dossier in dossiers:
        for path in sorted((racine / dossier).rglob("*")):
            if path.suffix in READ:
                yield Passage(str(path.relative_to(racine)), path.read_text(encoding="utf-8"))
