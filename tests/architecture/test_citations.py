"""Every id of the programme that is cited is defined once, in docs/domaine.md or beneath it."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, text_files
from tests.couverture.citations import Passage
from tests.couverture.page import PAGE, ancre, page
from tests.couverture.registre import charger_registre

PAGES = (ROOT / "docs" / "domaine.md", *sorted((ROOT / "docs" / "domaine").glob("*.md")))
FROZEN = ROOT / "tests" / "contracts" / "published"
"""Contracts as they were once published: never edited, whatever they name."""

SECTION = re.compile(r"(?<![\w.-])[A-K]\.\d+(?![\w-]|\.\d)")
WHOLE = re.compile(r"domaine\.md ([A-K])(?![\w.-])")
SOURCE = re.compile(r"SRC\[[\w -]+\]")
DEFINED = re.compile(r'<a id="([^"]*)"></a>([\w.-]*\w(?:\[[^\]]+\])?)')
LINK = re.compile(r"\]\(([\w./-]*)#([^)]+)\)")


def cited(text: str) -> set[str]:
    """The anchors of the ids cited: `a-001`, `c-7-16`, `src-gourault`; a range cites each id."""
    numbered = Passage("", text).citees
    found = {*numbered, *SECTION.findall(text), *WHOLE.findall(text), *SOURCE.findall(text)}
    return {ancre(each) for each in found}


def definitions(*texts: str) -> list[tuple[str, str]]:
    """Each anchor of these pages, and the id that follows it."""
    return [found for text in texts for found in DEFINED.findall(text)]


def undefined(text: str, pages: list[str]) -> set[str]:
    return cited(text) - {anchor for anchor, _ in definitions(*pages)}


def read(paths: tuple[Path, ...]) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in paths]


def undefined_in(path: Path, pages: list[str]) -> Iterator[str]:
    for each in sorted(undefined(path.read_text(encoding="utf-8"), pages)):
        yield f"{path.relative_to(ROOT)}: {each}"


def test_every_id_cited_is_defined() -> None:
    pages = read(PAGES)

    assert [each for path in text_files() for each in undefined_in(path, pages)] == []


def test_every_id_is_defined_once_under_its_own_anchor() -> None:
    found = definitions(*read(PAGES))

    assert [id for id, times in Counter(id for _, id in found).items() if times > 1] == []
    assert [anchor for anchor, times in Counter(a for a, _ in found).items() if times > 1] == []
    assert [(anchor, id) for anchor, id in found if anchor != ancre(id)] == []


@pytest.mark.parametrize("id", ["A-001", "X-23", "C.7-16", "C.7", "D.2", "J-1", "SRC[gourault]"])
def test_a_definition_taken_away_is_missed(id: str) -> None:
    pages = read(PAGES)
    without = [page.replace(f'<a id="{ancre(id)}"></a>', "") for page in pages]

    assert undefined(f"See {id}.", pages) == set()
    assert undefined(f"See {id}.", without) == {ancre(id)}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("(domaine.md C.7-16, C.6).", {"c-7-16", "c-6"}),
        ("(domaine.md B) : D, E et F", {"b"}),
        ("INV-01 à INV-03", {"inv-01", "inv-02", "inv-03"}),
        ("« C.3 ; X-01 »", {"c-3", "x-01"}),
        ("le même jour (J.1), puis J-1", {"j-1"}),
        ("SRC[amdt II-1] ou SRC[…]", {"src-amdt-ii-1"}),
    ],
)
def test_an_id_is_seen_in_each_form_that_cites_it(text: str, ids: set[str]) -> None:
    assert cited(text) == ids


@pytest.mark.parametrize(
    "text",
    [
        "FS-2019-07",
        "HOR-01, LOC-04",
        "FORFAIT-2020-POSTE",
        "PostgreSQL 15.20",
        "v1.C.7.2",
        "B.2.1",
        "E.3b",
        "SA-001",
        "A-001-bis",
        "ISO 8601-1",
    ],
)
def test_a_look_alike_is_not_an_id(text: str) -> None:
    assert cited(text) == set()


def test_the_page_of_requirements_is_what_the_register_says() -> None:
    """`.venv/bin/python -m tests.couverture.page` writes it again."""
    assert PAGE.read_text(encoding="utf-8") == page(charger_registre())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_link_to_an_id_leads_to_it(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    targets = [((path.parent / to if to else path).resolve(), anchor) for to, anchor in links]
    defined = {(page, anchor) for page in PAGES for anchor, _ in definitions(*read((page,)))}

    assert [
        (to.name, anchor) for to, anchor in targets if to in PAGES and (to, anchor) not in defined
    ] == []


def test_nothing_cites_a_note_that_is_not_here() -> None:
    gone = "domain" + ".md"
    files = (path for path in text_files() if FROZEN not in path.parents)

    assert [path for path in files if gone in path.read_text(encoding="utf-8")] == []
