"""The page of the messages is complete, valid, and loads no other file."""

import json
import re
from copy import deepcopy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from console.contrats.page import objets, page
from console.contrats.publication import demandes, schemas
from console.contrats.questions import d_une_question
from console.contrats.reponses import cree
from console.contrats.types import en_francais
from console.reference.markdown import ligne
from shared.messages.commands import Command

DOCS = Path(__file__).parents[2] / "docs" / "contrats"
PAGE = (DOCS / "index.html").read_text(encoding="utf-8")
DOCUMENT: dict[str, Any] = json.loads((DOCS / "asyncapi.json").read_text(encoding="utf-8"))
MESSAGES: dict[str, Any] = DOCUMENT["components"]["messages"]
REPLIES = set(DOCUMENT["channels"]["reponses"]["messages"])
QUESTIONS = set(filter(d_une_question, MESSAGES))
EMPTY = frozenset({"meta", "link", "br", "hr", "img", "input"})
BLOCKS = frozenset({"p", "pre", "h1", "h2", "h3", "h4", "table", "ul", "dl", "article", "section"})


class Outline(HTMLParser):
    """Reads the elements of a page; fails on HTML that a browser would have to guess."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.headings: list[int] = []
        self.texts: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        assert tag not in BLOCKS or "p" not in self.open, f"{self.getpos()}: <{tag}> in <p>"
        loads = tag in ("script", "link", "img", "iframe") or "src" in values
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if tag == "a" else []
        self.loaded += [tag] if loads else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.open[-1] if self.open else "", []).append(data)


@pytest.fixture(scope="module")
def outline() -> Outline:
    parser = Outline()
    parser.feed(PAGE)
    parser.close()
    return parser


def test_every_element_is_closed_where_it_was_opened(outline: Outline) -> None:
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert PAGE.startswith('<!DOCTYPE html>\n<html lang="fr">')


def test_no_heading_skips_a_rank(outline: Outline) -> None:
    pairs = zip(outline.headings, outline.headings[1:], strict=False)

    assert outline.headings.count(1) == 1
    assert all(below <= above + 1 for above, below in pairs)


def test_nothing_is_loaded_from_anywhere(outline: Outline) -> None:
    assert outline.loaded == []
    assert not re.search(r"url\(|@import", PAGE)


def test_every_link_leads_somewhere(outline: Outline) -> None:
    inside = {each.removeprefix("#") for each in outline.links if each.startswith("#")}
    outside = {each for each in outline.links if not each.startswith("#")}

    assert inside <= set(outline.ids)
    assert {each for each in outside if not (DOCS / each).exists()} == set()


def article(name: str) -> str:
    found = re.search(rf'<article id="{name}".*?</article>', PAGE, re.S)
    assert found, name
    return found[0]


@pytest.mark.parametrize("name", sorted(set(MESSAGES) - REPLIES - QUESTIONS))
def test_every_message_is_on_the_page_with_its_place_and_its_example(name: str) -> None:
    shown, message = article(name), MESSAGES[name]
    [channel] = [each for each in DOCUMENT["channels"].values() if name in each["messages"]]
    place = channel["bindings"]["amqp"]["exchange"]["name"]

    assert f">{message['title']}</h4>" in shown
    assert f"<code>{place}</code>" in shown and f"<code>{channel['address']}</code>" in shown
    assert message["examples"]
    assert [json.loads(text) for text in examples(shown)] == [
        each["payload"] for each in message["examples"]
    ]


@pytest.mark.parametrize("kind", demandes(), ids=lambda kind: kind.__name__)
def test_a_request_shows_what_its_answer_identifies(kind: type[Command]) -> None:
    shown = article(kind.__name__)

    assert ("sous « cree »" in shown.replace("\N{NO-BREAK SPACE}", " ")) == bool(cree(kind))
    assert all(f"<code>{name}</code>" in shown for name in cree(kind))


def examples(shown: str) -> list[str]:
    """The examples of an article, as a reader copies them."""
    found: list[str] = []
    parser = Outline()
    parser.feed(shown)
    text = "".join(parser.texts.get("pre", []))
    decoder, rest = json.JSONDecoder(), text
    while rest.strip():
        _, end = decoder.raw_decode(rest)
        found, rest = [*found, rest[:end]], rest[end:].lstrip()
    return found


def test_every_demand_says_who_may_send_it() -> None:
    received = [each for each in DOCUMENT["operations"].values() if each["action"] == "receive"]

    assert {each["description"] for each in received if each["description"] not in PAGE} == set()


def test_every_refusal_is_on_the_page() -> None:
    codes = {code for each in DOCUMENT["operations"].values() for code in each.get("x-refus", ())}

    assert len(codes) > 10
    assert {code for code in codes if f'<th scope="row"><code>{code}</code>' not in PAGE} == set()


@pytest.mark.parametrize("statut", ["ACCEPTE", "REFUSE", "ILLISIBLE"])
def test_each_outcome_is_shown(statut: str) -> None:
    assert [json.loads(each)["statut"] for each in examples(article(f"reponse-{statut}"))] == [
        statut
    ]


@pytest.mark.parametrize(
    "name", sorted(each for each in DOCUMENT["components"]["schemas"] if not d_une_question(each))
)
def test_every_field_is_on_the_page_with_its_meaning(name: str) -> None:
    for field, schema in DOCUMENT["components"]["schemas"][name]["properties"].items():
        assert f"<code>{field}</code>" in PAGE
        assert schema["description"]


def test_a_part_has_the_same_fields_in_every_message() -> None:
    """The page describes a part once, under its own name."""
    parts = DOCUMENT["components"]["schemas"]
    shown = objets(parts)

    for name, schema in parts.items():
        if "." in name and not d_une_question(name):
            assert bare(schema) == bare(shown[name.partition(".")[2]])


def bare(schema: Any) -> Any:
    """The schema without the name of its message, nor `additionalProperties`."""
    text = re.sub(r"#/components/schemas/\w+\.", "", json.dumps(schema))
    return {k: v for k, v in json.loads(text).items() if k != "additionalProperties"}


@pytest.mark.parametrize(
    "schema, shown",
    [
        ({"type": "string", "format": "uuid"}, "UUID"),
        ({"type": "string", "maxLength": 5}, "texte (au plus 5 caractères)"),
        ({"type": "integer", "minimum": 0, "maximum": 500}, "entier (de 0 à 500)"),
        ({"type": "integer", "minimum": 1}, "entier (au moins 1)"),
        ({"const": "<b>"}, "<code>&lt;b&gt;</code>"),
        ({"enum": ["A", "B"]}, "<code>A</code> | <code>B</code>"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "nombre ou <code>null</code>"),
        ({"type": "array", "items": {"type": "string"}}, "liste : texte"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "objet, texte → entier"),
        ({"type": "string", "pattern": "^A$"}, "texte (motif <code>^A$</code>)"),
        ({"$ref": "#/components/schemas/X.Fiche"}, '<a href="#type-Fiche">Fiche</a>'),
    ],
)
def test_a_type_reads_in_french(schema: dict[str, Any], shown: str) -> None:
    assert en_francais(schema) == shown


def test_every_type_can_be_shown() -> None:
    for name, schema in schemas().items():
        for field in schema["properties"].values():
            assert en_francais(field), name


def test_no_text_of_the_document_becomes_markup() -> None:
    hostile = "</pre><script>alert(1)</script><img src=x onerror=alert(1)> & {{ 6*7 }}"
    document = deepcopy(DOCUMENT)
    for message in document["components"]["messages"].values():
        message["title"] += hostile
        message["summary"] = hostile
        for example in message["examples"]:
            example["name"] = example["payload"]["nom"] = hostile

    read = Outline()
    read.feed(page(document))

    assert read.loaded == []
    assert "42" not in read.texts["h4"] and hostile in " ".join(read.texts["pre"])
    assert any(hostile in text for text in read.texts["h4"])


@pytest.mark.parametrize("cell", ["a|b", "a\nb", "a\r\n| x |", "|"])
def test_a_cell_of_markdown_stays_in_its_cell(cell: str) -> None:
    written = ligne([cell, "suite"])

    assert len(written.splitlines()) == 1
    assert len(re.findall(r"(?<!\\)\|", written)) == 3
