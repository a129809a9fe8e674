"""The recipes of docs/changer.md: what each changes, how to see it, and what is then seen."""

import re
from dataclasses import dataclass

from tests.architecture.house import ROOT

TITLE = re.compile(r"^### (?P<title>.+?): (?P<files>\d+) files?$", re.M)
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Recipe:
    """`files` is how many the title says that the change touches."""

    title: str
    files: int
    change: str
    look: str
    seen: str

    @property
    def touched(self) -> set[str]:
        return set(re.findall(r"^\+\+\+ b/(.+)$", self.change, re.M))


def recipes() -> list[Recipe]:
    text = (ROOT / "docs" / "changer.md").read_text(encoding="utf-8")
    found = list(TITLE.finditer(text))
    ends = [each.start() for each in found[1:]] + [len(text)]
    return [_recipe(m, text[m.end() : end]) for m, end in zip(found, ends, strict=True)]


def _recipe(title: re.Match[str], body: str) -> Recipe:
    blocks = {each["kind"]: each["text"] for each in BLOCK.finditer(body)}
    return Recipe(
        title["title"], int(title["files"]), blocks["diff"], blocks["python"], blocks["text"]
    )
