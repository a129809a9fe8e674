"""`make bench` says on which commit it measured, and fails where there is nothing to measure."""

from pathlib import Path

import pytest

from bench import report
from bench.__main__ import main
from bench.report import BEGIN, END, described, record
from bench.timing import Line, Measure
from tests import servers as providers
from tests.faults.commit import commit
from tests.servers.addresses import Servers

LINE = Line(Measure("raw INSERT", 10, 1.0), Measure("save", 5, 1.0))


def test_the_page_begins_with_the_commit(
    servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "performances.md"
    page.write_text(f"# Performances\n{BEGIN}\nold\n{END}\nafter\n")
    monkeypatch.setattr(report, "PAGE", page)

    record([LINE], described(servers), {"audit service": 120})

    before, mark, first, *_ = page.read_text().splitlines()
    assert (before, mark, first) == ("# Performances", BEGIN, f"- {commit().in_english()}")
    assert page.read_text().endswith(f"{END}\nafter\n") and "old" not in page.read_text()


def test_without_a_server_nothing_is_measured_and_this_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(providers, "PROVIDERS", ())
    monkeypatch.setattr("sys.argv", ["bench"])

    assert main() == 1

    assert "Aucun serveur" in capsys.readouterr().err
