"""Each kind of change of a published schema: the messages that it breaks, and its text."""

from typing import Any

import pytest

from tests.contracts.compatibility import PROSE, breaking_changes

Schema = dict[str, Any]


def objet(*required: str, **fields: Schema) -> Schema:
    return {"type": "object", "properties": fields, "required": list(required)}


TEXTE: Schema = {"type": "string"}
ENTIER: Schema = {"type": "integer"}
NOMBRE: Schema = {"type": "number"}
NUL: Schema = {"type": "null"}
LISTE: Schema = {"type": "array"}
LIBRE: Schema = {"type": "object"}


def un_de(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def ou(*shapes: Schema) -> Schema:
    return {"anyOf": list(shapes)}


SEEN_BY_ALL: dict[str, tuple[Schema, Schema, str]] = {
    "field removed": (objet(a=TEXTE), objet(), "a : champ retiré"),
    "new required field": (objet(), objet("a", a=TEXTE), "a : nouveau champ obligatoire"),
    "required now": (objet(a=TEXTE), objet("a", a=TEXTE), "a : champ devenu obligatoire"),
    "type lost": (objet(a=ou(TEXTE, NUL)), objet(a=TEXTE), "a : n'accepte plus le type null"),
    "value lost": (objet(a=un_de("X", "Y")), objet(a=un_de("X")), "a : valeur retirée : Y"),
    "values listed": (objet(a=TEXTE), objet(a=un_de("X")), "a : liste de valeurs imposée"),
    "another constant": (objet(a={"const": 1}), objet(a={"const": 2}), "a : valeur retirée : 1"),
    "pattern": (
        objet(a={**TEXTE, "pattern": "^A"}),
        objet(a={**TEXTE, "pattern": "^B"}),
        "a : pattern changé : ^A devient ^B",
    ),
    "format": (objet(a=TEXTE), objet(a={**TEXTE, "format": "uuid"}), "a : format ajouté : uuid"),
    "unknown keyword": (
        objet(a=LISTE),
        objet(a={**LISTE, "uniqueItems": True}),
        "a : uniqueItems ajouté : True",
    ),
    "default": (
        objet(a={**TEXTE, "default": "X"}),
        objet(a={**TEXTE, "default": "Y"}),
        "a : valeur par défaut changée : X devient Y",
    ),
    "closed": (
        objet(a=TEXTE),
        {**objet(a=TEXTE), "additionalProperties": False},
        "message : les champs inconnus sont désormais refusés",
    ),
    "inside a list": (
        objet(a={**LISTE, "items": objet(b=TEXTE)}),
        objet(a={**LISTE, "items": objet()}),
        "a[].b : champ retiré",
    ),
    "inside a dictionary": (
        objet(a={**LIBRE, "additionalProperties": ou(TEXTE, NUL)}),
        objet(a={**LIBRE, "additionalProperties": TEXTE}),
        "a.* : n'accepte plus le type null",
    ),
    "keys of a dictionary": (
        objet(a=LIBRE),
        objet(a={**LIBRE, "propertyNames": un_de("X")}),
        "a.(clé) : n'accepte plus le type tout",
    ),
    "one shape among two": (
        objet(a=ou(objet(b=TEXTE), objet(c=TEXTE))),
        objet(a=ou(objet(), objet(c=TEXTE))),
        "a.b : champ retiré",
    ),
    "behind a reference": (
        {**objet(a={"$ref": "#/$defs/A"}), "$defs": {"A": objet(b=TEXTE)}},
        {**objet(a={"$ref": "#/$defs/A"}), "$defs": {"A": objet()}},
        "a.b : champ retiré",
    ),
}
SEEN_BY_READERS: dict[str, tuple[Schema, Schema, str]] = {
    "optional now": (objet("a", a=TEXTE), objet(a=TEXTE), "a : champ devenu facultatif"),
    "may be null": (
        objet(a=TEXTE),
        objet(a=ou(TEXTE, NUL)),
        "a : peut désormais être de type null",
    ),
    "value added": (objet(a=un_de("X")), objet(a=un_de("X", "Y")), "a : valeur ajoutée : Y"),
    "any value": (
        objet(a=un_de("X")),
        objet(a=TEXTE),
        "a : n'importe quelle valeur devient possible",
    ),
    "integer to number": (objet(a=ENTIER), objet(a=NOMBRE), "a : un entier devient un nombre"),
    "pattern lost": (objet(a={**TEXTE, "pattern": "^A"}), objet(a=TEXTE), "a : pattern retiré"),
    "opened": (
        {**objet(), "additionalProperties": False},
        objet(),
        "message : les champs inconnus sont désormais admis",
    ),
}
HARMLESS: dict[str, tuple[Schema, Schema]] = {
    "optional field": (objet(), objet(a=TEXTE)),
    "prose": (objet(a={**TEXTE, "title": "A"}), objet(a={**TEXTE, "description": "autre"})),
    "order": (objet(a=un_de("X", "Y")), objet(a=un_de("Y", "X"))),
    "a name": (
        {**objet(a={"$ref": "#/$defs/A"}), "$defs": {"A": TEXTE}},
        {**objet(a={"$ref": "#/$defs/B"}), "$defs": {"B": TEXTE}},
    ),
}
BOUNDS = {
    **dict.fromkeys(("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties"), -1),
    **dict.fromkeys(("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties"), 1),
}


@pytest.mark.parametrize("rule", SEEN_BY_ALL)
def test_what_breaks_readers_and_senders_is_seen(rule: str) -> None:
    old, new, text = SEEN_BY_ALL[rule]

    assert text in breaking_changes(old, new, "fait")
    assert breaking_changes(old, new, "demande") == [text]


@pytest.mark.parametrize("rule", SEEN_BY_READERS)
def test_what_breaks_readers_alone_is_seen(rule: str) -> None:
    old, new, text = SEEN_BY_READERS[rule]

    assert breaking_changes(old, new, "fait") == [text]
    assert breaking_changes(old, new, "demande") == []


@pytest.mark.parametrize("rule", HARMLESS)
def test_what_breaks_nobody_is_let_through(rule: str) -> None:
    old, new = HARMLESS[rule]

    assert breaking_changes(old, new, "fait") == breaking_changes(old, new, "demande") == []


@pytest.mark.parametrize("name", BOUNDS)
def test_a_bound_breaks_senders_when_it_tightens_and_readers_either_way(name: str) -> None:
    without: Schema = {}
    wide, tight = {name: 10}, {name: 10 + BOUNDS[name]}

    for looser, tighter in [(without, wide), (wide, tight), (without, tight)]:
        assert len(breaking_changes(looser, tighter, "demande")) == 1
        assert len(breaking_changes(looser, tighter, "fait")) == 1
        assert breaking_changes(tighter, looser, "demande") == []
        assert len(breaking_changes(tighter, looser, "fait")) == 1


def test_what_is_prose_constrains_nothing() -> None:
    assert all(breaking_changes({}, {each: "X"}, "demande") == [] for each in PROSE)
