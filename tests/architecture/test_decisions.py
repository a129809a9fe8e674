"""The decisions of docs/adr: each is dated, reasoned and listed; those cited exist."""

import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, text_files

DECISIONS = sorted((ROOT / "docs" / "adr").glob("0*.md"))
PARTS = ["date", "Context", "Decision", "Consequences"]


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

    parts = re.findall(r"^\d{4}-\d\d-\d\d$|^\*\*(\w+)\.\*\*", text, re.M)
    assert decision.name.startswith(f"{number}-")
    assert [part or "date" for part in parts] == PARTS
    listed = (decision.parent / "README.md").read_text(encoding="utf-8")
    assert f"| [{number}]({decision.name}) | {title} |" in listed


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{n + 1:04}" for n in range(len(DECISIONS))]
    assert len(DECISIONS) >= 12
