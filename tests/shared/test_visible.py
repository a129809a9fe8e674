"""What cannot be seen is written out, and any text can be written in any encoding."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.visible import UNSEEN, encodable, visible

TEXTS = st.text(st.characters(codec=None, categories=None))
ENCODINGS = ("utf-8", "cp1252", "latin-1", "ascii", "cp437", "iso8859-15")
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_every_control_direction_and_half_of_a_character_is_written_out() -> None:
    hidden = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in HIDDEN and chr(code) not in "\n\t"
    ]

    assert [each for each in hidden if not UNSEEN.fullmatch(each)] == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x1b[31mrouge", "a<U+001B>[31mrouge"),
        ("\x9b31m", "<U+009B>31m"),
        ("abc\u202efdp", "abc<U+202E>fdp"),
        ("15\u200b-81", "15<U+200B>-81"),
        ("\udce9", "<U+DCE9>"),
        ("l'été à Œuf, 9 h – 12 h\n\tfin", "l'été à Œuf, 9 h – 12 h\n\tfin"),
        ("[bold]x[/] :cow: 牛 🐄", "[bold]x[/] :cow: 牛 🐄"),
    ],
)
def test_what_is_seen_stays_and_what_is_not_is_named(typed: str, shown: str) -> None:
    assert visible(typed) == shown


@given(TEXTS)
def test_nothing_invisible_is_left(text: str) -> None:
    assert not UNSEEN.search(visible(text))


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS)
def test_any_text_can_be_written_in_any_encoding(encoding: str, text: str) -> None:
    encodable(text, encoding).encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "Cœur ← « été » – ‑ 牛"),
        ("cp1252", "Cœur <- « été » – - ?"),
        ("latin-1", "Coeur <- « été » - - ?"),
        ("ascii", 'Coeur <- " ete " - - ?'),
    ],
)
def test_the_nearest_sign_replaces_what_an_encoding_lacks(encoding: str, shown: str) -> None:
    written = "Cœur ← «\N{NO-BREAK SPACE}été\N{NO-BREAK SPACE}» – ‑ 牛"

    assert encodable(written, encoding).replace("\N{NO-BREAK SPACE}", " ") == shown
