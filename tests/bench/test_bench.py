"""`make bench` says on which commit it measured, and fails where there is nothing to measure."""

from pathlib import Path

import pytest

from bench import report
from bench.__main__ import main
from bench.report import PEERS, QUESTIONS, WHOLE, Found, described, record, rows
from bench.setup import Rest
from bench.timing import Line, Measure
from tests import servers as providers
from tests.faults.commit import commit
from tests.servers.addresses import Servers

RAW = Measure("raw INSERT", 10, 1.0)
LINE = Line(RAW, Measure("save", 5, 1.0))


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page with the marks of each block, and a sentence around them."""
    marks = (f"{block.begin}\nold\n{block.end}" for block in (WHOLE, QUESTIONS, PEERS))
    page = tmp_path / "performances.md"
    page.write_text("\n".join(["# Performances", *marks, "after\n"]))
    monkeypatch.setattr(report, "PAGE", page)
    return page


def test_the_page_begins_with_the_commit(servers: Servers, page: Path) -> None:
    record(Found(described(servers), [LINE], memory={"audit service": 120}), WHOLE)

    before, mark, first, *_ = page.read_text().splitlines()
    assert (before, mark, first) == (
        "# Performances",
        WHOLE.begin,
        f"- {commit().in_english()}",
    )
    assert f"{QUESTIONS.begin}\nold\n" in page.read_text()
    assert page.read_text().endswith(f"{PEERS.begin}\nold\n{PEERS.end}\nafter\n")


def test_a_run_beside_peers_leaves_the_other_measures(page: Path) -> None:
    record(Found(["this machine"], [LINE]), PEERS)

    assert page.read_text().startswith(f"# Performances\n{WHOLE.begin}\nold\n{WHOLE.end}\n")
    assert "this machine" in page.read_text() and page.read_text().count("old") == 2


def test_what_processes_use_at_rest_is_a_table(page: Path) -> None:
    found = Found(
        ["this machine"], [LINE], ["Twice as much."], [Rest("audit worker", 3, 0.01, 90, 70)]
    )

    record(found, WHOLE)

    assert "| audit worker | 3.0 | 1.0 | 90 | 70 |\n\nTwice as much.\n" in page.read_text()


def test_measures_that_share_a_reference_stand_below_it() -> None:
    other = Line(RAW, Measure("other", 20, 1.0))

    assert [row[0] for row in rows([LINE, other], cores=False)] == ["raw INSERT", "save", "other"]
    assert [row[-1] for row in rows([LINE, other], cores=False)] == ["1", "0.500", "2.000"]


def test_without_a_server_nothing_is_measured_and_this_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(providers, "PROVIDERS", ())
    monkeypatch.setattr("sys.argv", ["bench"])

    assert main() == 1

    assert "Aucun serveur" in capsys.readouterr().err


def test_some_measures_only_leave_the_page_as_it_was(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = page.read_text()
    monkeypatch.setattr("sys.argv", ["bench", "--seconds", "0.5", "--only", "saves"])

    assert main() == 0

    assert page.read_text() == before
    assert "save: next command of a file" in capsys.readouterr().out
