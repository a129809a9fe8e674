"""The load on questions: what is asked about, what wrk says, and what is said without it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bench import copies, load
from bench import questions as measure
from bench.bare_sql import statements_of
from bench.copies import ID, folder_of, others, pieces, renamed
from bench.load import WRK, Wanted, loaded, measured
from bench.setup import Bench
from console.execution.opened import opened
from console.execution.services import published
from shared.questions.asking import Reponse, ask

STRUCTURE = "92252805-8472-5a9b-a3f8-117b7a1730ce"
SAID = "measured 200 1000000 0 " + " ".join(str(1000 * rank) for rank in range(101))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two structures played, and two copies of each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copies, "PLAYED", 2)
        yield folder_of(6, tmp_path_factory.mktemp("copies"))


def test_an_identifier_becomes_the_same_other_one_wherever_it_is_written() -> None:
    dashed, plain = STRUCTURE, STRUCTURE.replace("-", "")
    text = f'{{"structure_id": "{dashed}", "hash": "{plain * 2}", "by": "{plain}"}}'

    changed = renamed(pieces(text), 7)

    other = renamed(pieces(dashed), 7)
    assert other != dashed and other[8:] == dashed[8:]
    assert changed == text.replace(dashed, other).replace(
        f'"{plain}"', f'"{other.replace("-", "")}"'
    )
    assert renamed(pieces(text.encode()), 7) == changed.encode()
    assert pieces("Maison n° 12") == "Maison n° 12" and ID.search(plain * 2) is None


def test_a_row_without_identifier_is_not_copied() -> None:
    rows = [("15001", "15"), (STRUCTURE, "15")]

    copied = [*others(["id", "departement"], rows, 3)]

    assert len({each[0] for each in copied}) == len({each[1] for each in copied}) == 3


def test_copies_are_structures_of_their_own_that_questions_know(folder: Path) -> None:
    with opened(["labellisation"], folder) as [labellisation]:
        asking = (labellisation, published("labellisation"), None)
        known = cast(Any, ask(*asking, "structures", {})).contenu
        ids = [each["structure_id"] for each in known]
        dossiers = [ask(*asking, "dossier", {"structure_id": each}) for each in ids]
        statements = statements_of(labellisation, "dossier", {"structure_id": ids[0]}, 1)

    assert len({*ids}) == 6 and len(statements) > 3
    assert all(isinstance(each, Reponse) and each.contenu["etapes"] for each in dossiers)


def test_nothing_is_left_to_project_in_a_folder_of_copies(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "audit.sqlite")) as base:
        [[end]] = base.execute("SELECT MAX(rowid) FROM stored_events")
        positions = base.execute("SELECT DISTINCT position FROM lecture_position").fetchall()

    assert positions == [(end,)]


def test_what_wrk_says_is_a_measure() -> None:
    found = measured("a dossier", f"Running 1s test\n{SAID}\n")

    assert (found.count, found.rate) == (200, 200.0)
    assert (found.percentile(50), found.percentile(99)) == ("50.00", "99.00")


def test_an_answer_that_failed_is_no_measure() -> None:
    with pytest.raises(AssertionError, match="a dossier: 3 of 200 requests failed"):
        measured("a dossier", SAID.replace(" 0 0 ", " 3 0 "))


@pytest.mark.skipif(WRK is None, reason="wrk is not installed")
def test_an_answer_that_is_an_error_fails(folder: Path, tmp_path: Path) -> None:
    """Nothing listens at this port."""
    with pytest.raises(Exception, match="wrk|failed"):
        loaded("nobody", 1, 1, Wanted(["/"], ["token"]), tmp_path)


def test_without_wrk_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "WRK", None)
    bench = SimpleNamespace(notes=[])

    assert [*measure.questions(cast(Bench, bench))] == []
    assert bench.notes == [measure.WITHOUT_WRK] and load.SCRIPT.exists()
