"""Validation errors in French, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from shared.typographie import denombrer

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
    "date_from_datetime_parsing": "date attendue (AAAA-MM-JJ)",
    "date_parsing": "date attendue (AAAA-MM-JJ)",
    "datetime_type": "date et heure attendues (ISO 8601)",
    "datetime_parsing": "date et heure attendues (ISO 8601)",
    "datetime_from_date_parsing": "date et heure attendues (ISO 8601)",
    "timezone_aware": "date et heure sans fuseau horaire",
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
SAYS_ALL = ("missing", "value_error")
"""Faults shown without the value, which would add nothing."""
CITED, NAME = 20, 60
"""The faults of a message that its refusal cites, and the characters of a field's name in it."""


def in_a_file(error: ValidationError) -> str:
    """For a person, with the place and the value: `lignes › n° 2 › statut : …, au lieu de …`."""
    return " ; ".join(
        f"{_place(fault['loc'])} : {_reason(fault)}{_instead(fault)}"
        for fault in error.errors(include_url=False)
    )


def in_a_message(error: ValidationError) -> str:
    """For a program, with the path of each field; never the value, which may be personal data."""
    faults = error.errors(include_url=False)
    cited = [f"{_path(fault['loc'])} : {_reason(fault)}" for fault in faults[:CITED]]
    left = [f"et {len(faults) - CITED} autres fautes"] if len(faults) > CITED else []
    return " ; ".join([*cited, *left])


@dataclass(frozen=True)
class Fault:
    """One wrong field: its path, the rule that it breaks, and what is expected, in French."""

    champ: str
    regle: str
    attendu: str


def faults(error: ValidationError) -> list[Fault]:
    """For a program, as `in_a_message`, field by field."""
    found = error.errors(include_url=False)
    return [Fault(_path(each["loc"]), each["type"], _reason(each)) for each in found[:CITED]]


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
    return ".".join(str(step)[:NAME] for step in loc) or "message"


def _place(loc: Sequence[int | str]) -> str:
    steps = (f"n° {step + 1}" if isinstance(step, int) else step for step in loc)
    return " › ".join(steps) or "contenu"
