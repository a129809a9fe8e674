"""Validation errors in French, field by field."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from shared.typographie import denombrer
from shared.visible import visible

A_DAY = "un jour qui existe, AAAA-MM-JJ"
AN_INSTANT = "date et heure attendues (comme 2026-01-31T10:00:00+01:00)"
FRENCH = {
    "missing": "champ obligatoire absent",
    "extra_forbidden": "champ inconnu",
    "unexpected_keyword_argument": "champ inconnu",
    "int_type": "nombre entier attendu",
    "int_parsing": "nombre entier attendu",
    "int_from_float": "nombre entier attendu",
    "float_type": "nombre attendu",
    "float_parsing": "nombre attendu",
    "finite_number": "nombre fini attendu",
    "bool_type": "true ou false attendu",
    "bool_parsing": "true ou false attendu",
    "string_type": "texte attendu",
    "string_unicode": "texte attendu, sans moitié de caractère",
    "tuple_type": "liste attendue",
    "list_type": "liste attendue",
    "dict_type": "champs attendus",
    "model_type": "champs attendus",
    "dataclass_type": "champs attendus",
    "date_from_datetime_parsing": f"il faut {A_DAY}",
    "date_parsing": f"il faut {A_DAY}",
    "datetime_type": AN_INSTANT,
    "datetime_parsing": AN_INSTANT,
    "datetime_from_date_parsing": AN_INSTANT,
    "timezone_aware": "décalage attendu après l'heure (Z ou +01:00)",
    "uuid_type": "identifiant UUID attendu",
    "uuid_parsing": "identifiant UUID attendu",
    "string_pattern_mismatch": "forme attendue : {pattern}",
    "greater_than": "valeur supérieure à {gt} attendue",
    "greater_than_equal": "valeur d'au moins {ge} attendue",
    "less_than": "valeur inférieure à {lt} attendue",
    "less_than_equal": "valeur d'au plus {le} attendue",
    "literal_error": "valeur non admise (valeurs possibles : {expected})",
    "value_error": "{error}",
}
COUNTED = {
    "string_too_short": ("au moins", "min_length", "caractère attendu"),
    "string_too_long": ("au plus", "max_length", "caractère admis"),
    "too_short": ("au moins", "min_length", "élément attendu"),
    "too_long": ("au plus", "max_length", "élément admis"),
}
"""Pydantic's faults of length: the words before the bound, its name, and what is counted."""
UNUSABLE = "valeur inutilisable ({type})"
NO_ADDRESS = "adresse électronique non valable"
"""The text of pydantic's own `value_error`, on an e-mail address; our validators give theirs."""
SAYS_ALL = ("missing", "value_error", "extra_forbidden", "unexpected_keyword_argument")
"""Faults shown without the value, which would add nothing."""
CITED, NAME, VALUE = 20, 60, 40
"""The faults of a message that its refusal cites, and the characters of a field's name and of its
value in it."""
KEY = "[key]"
"""In a path, pydantic's step to the key of a dictionary itself."""


def in_a_file(error: ValidationError) -> str:
    """For a person, with the place and the value: `lignes › n° 2 › statut : …, au lieu de …`."""
    return " ; ".join(
        f"{_place(fault['loc'])} : {_reason(fault)}{_instead(fault)}"
        for fault in error.errors(include_url=False)
    )


def in_a_message(error: ValidationError) -> str:
    """To keep, with the path of each field; never the value, which may be personal data."""
    return _said([replace(each, recu="") for each in faults(error)], error.error_count())


def to_its_author(error: ValidationError) -> str:
    """For whoever sent the message, who knows the values: the answer is told to nobody else."""
    return _said(faults(error), error.error_count())


def _said(cited: Sequence["Fault"], count: int) -> str:
    left = [f"et {count - CITED} autres fautes"] if count > CITED else []
    return " ; ".join([*map(str, cited), *left])


@dataclass(frozen=True)
class Fault:
    """One wrong field: its path, the rule that it breaks, and what is expected, in French.

    `recu` is the value, cut; empty if it adds nothing.
    """

    champ: str
    regle: str
    attendu: str
    recu: str = ""

    def __str__(self) -> str:
        instead = f", au lieu de « {self.recu} »" if self.recu else ""
        return f"{self.champ} : {self.attendu}{instead}"


def faults(error: ValidationError) -> list[Fault]:
    """For a program, as `to_its_author`, field by field."""
    return [
        Fault(_path(each["loc"]), each["type"], _reason(each), _received(each))
        for each in error.errors(include_url=False)[:CITED]
    ]


def _received(fault: ErrorDetails) -> str:
    """The value, as JSON writes it but for the quotes of a text; none of what holds others."""
    value = fault["input"]
    if fault["type"] in SAYS_ALL or not isinstance(value, bool | int | float | str | None):
        return ""
    return shown(value if isinstance(value, str) else json.dumps(value))


def shown(text: str) -> str:
    """As a refusal cites a value."""
    return visible(text) if len(text) <= VALUE else f"{visible(text[:VALUE])}…"


def _reason(fault: ErrorDetails) -> str:
    if fault["type"] in COUNTED:
        way, bound, counted = COUNTED[fault["type"]]
        return f"{way} {denombrer(fault['ctx'][bound], counted)}"
    template = FRENCH.get(fault["type"], UNUSABLE)
    context = {"error": NO_ADDRESS, **fault.get("ctx", {}), "type": fault["type"]}
    return template.format(**context).replace(" or ", " ou ")


def _instead(fault: ErrorDetails) -> str:
    return "" if fault["type"] in SAYS_ALL else f", au lieu de « {fault['input']} »"


def _path(loc: Sequence[int | str]) -> str:
    steps = ("(clé)" if step == KEY else str(step)[:NAME] for step in loc)
    return ".".join(steps) or "message"


def _place(loc: Sequence[int | str]) -> str:
    steps = (f"n° {step + 1}" if isinstance(step, int) else step for step in loc)
    return " › ".join(steps) or "contenu"
