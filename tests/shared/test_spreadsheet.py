"""A spreadsheet computes none of our cells, and each reads back as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.spreadsheet import inert, original, to_csv

CELLS = st.text(st.characters(codec="utf-8"))
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ('=HYPERLINK("http://x.example";"ici")', '\'=HYPERLINK("http://x.example";"ici")'),
        ("+33 4 71 00 00 00", "'+33 4 71 00 00 00"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (" =1+1", "' =1+1"),
        ("＝1+1", "'＝1+1"),
        ("'=1", "''=1"),
        ("-1.5", "-1.5"),
        ("-1,5", "-1,5"),
        ("45.95078", "45.95078"),
        ("l'été", "l'été"),
        ("'tit café", "'tit café"),
        ("15-81", "15-81"),
        ("", ""),
    ],
)
def test_a_cell_that_would_be_computed_is_text(typed: str, written: str) -> None:
    assert inert(typed) == written
    assert original(written) == typed


@given(st.one_of(CELLS, st.tuples(st.sampled_from(DANGEROUS), CELLS).map("".join)))
def test_every_cell_reads_back_as_it_was(cell: str) -> None:
    assert original(inert(cell)) == cell


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2)))
def test_a_file_reads_back_as_it_was(rows: list[list[str]]) -> None:
    header, *found = read(to_csv(("a", "b"), rows))

    assert header == ["a", "b"]
    assert [[original(cell) for cell in row] for row in found] == rows


def test_a_file_says_its_encoding_and_its_numbers_are_numbers() -> None:
    content = to_csv(("ligne", "été"), [(2, -1.5), (None, "Œuf")])

    assert content.startswith(b"\xef\xbb\xbf")
    assert read(content) == [["ligne", "été"], ["2", "-1.5"], ["", "Œuf"]]
