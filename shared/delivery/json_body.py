"""The JSON body of a message: its nesting, numbers and characters are checked (docs/limites.md)."""

import json
import re
from collections.abc import Callable, Iterator
from math import isfinite
from typing import Any

from shared.delivery.bounds import Unreadable
from shared.limits import CHIFFRES, PROFONDEUR
from shared.messages.raw import NUL, storable

SIGNIFICANT = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
"""A string, or a bracket outside strings. A string without an end runs to the end of the body:
trying again from each of its characters would take a time that is the square of its length."""
QUOTED = 60
"""The characters of a field's name that a refusal quotes."""


NOT_JSON = "Le corps du message n'est pas du JSON en UTF-8"


class NotJson(Unreadable):
    """A body that is not JSON in UTF-8, or not within the bounds of what is read."""

    cause = "Corps illisible"


class BadNumber(Exception):
    """Why a number of a body cannot be used."""


def read_json(body: bytes | str) -> Any:
    """The content of a JSON body; raises NotJson, with the reason in French."""
    try:
        text = body if isinstance(body, str) else body.decode()
        _check_depth(text)
        payload = DECODER.decode(text)
        if "\\u" in text:
            _check_characters(payload)
    except BadNumber as error:
        raise NotJson(_located(text)) from error
    except UnicodeDecodeError as error:
        raise NotJson(f"{NOT_JSON} : l'octet n° {error.start + 1} n'est pas de l'UTF-8.") from error
    except json.JSONDecodeError as error:
        raise NotJson(f"{NOT_JSON} : faute ligne {error.lineno}, colonne {error.colno}.") from error
    return payload


def _check_depth(text: str) -> None:
    """Looks at each bracket only if there are enough of them, in strings or not."""
    if text.count("{") + text.count("[") <= PROFONDEUR.valeur:
        return
    depth = 0
    for found in SIGNIFICANT.finditer(text):
        token = found[0]
        if token in "[{":
            depth += 1
        elif token in "]}":
            depth -= 1
        if depth > PROFONDEUR.valeur:
            raise NotJson(
                f"Le corps du message emboîte plus de {PROFONDEUR} : aplatissez ses listes."
            )


def _check_characters(payload: Any) -> None:
    """Only escapes can hide a NUL, which PostgreSQL refuses, or half of a character."""
    for path, text in _leaves(payload):
        if not isinstance(text, str):
            continue
        if NUL in text:
            raise NotJson(f"{path} : caractère nul (\\u0000), à retirer")
        if text != storable(text):
            raise NotJson(f"{path} : moitié de caractère (\\ud800 à \\udfff), à écrire en entier")


def _leaves(payload: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The values of a body that hold no other, and the names of its fields, with their paths."""
    if isinstance(payload, dict):
        for name, value in payload.items():
            field = _under(path, storable(name[:QUOTED]))
            yield field, name
            yield from _leaves(value, field)
    elif isinstance(payload, list):
        for rank, value in enumerate(payload):
            yield from _leaves(value, _under(path, str(rank)))
    else:
        yield path or "message", payload


def _under(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step


def _located(text: str) -> str:
    """The path and the reason of the first number of a body that cannot be used."""
    found = ((path, each) for path, each in _leaves(LOCATING.decode(text)))
    return next(f"{path} : {each}" for path, each in found if isinstance(each, BadNumber))


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > CHIFFRES.valeur:
        raise BadNumber(
            f"nombre entier de plus de {CHIFFRES} : si c'est un identifiant, entre guillemets"
        )
    return int(digits)


def _real(digits: str) -> float:
    if not isfinite(number := float(digits)):
        raise BadNumber("nombre trop grand, à corriger")
    return number


def _constant(name: str) -> float:
    raise BadNumber(f"{name} n'est pas un nombre, à corriger")


def _or_why(read: Callable[[str], float]) -> Callable[[str], float | BadNumber]:
    """Put what is wrong with a number in its place."""

    def reading(digits: str) -> float | BadNumber:
        try:
            return read(digits)
        except BadNumber as why:
            return why

    return reading


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise NotJson(f"Le champ « {_given_twice(pairs)} » est donné deux fois : gardez le bon.")
    return made


def _given_twice(pairs: list[tuple[str, Any]]) -> str:
    """The first name that comes again, as a refusal quotes it."""
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return storable(name[:QUOTED])
        seen.add(name)
    raise ValueError("No name is given twice.")


DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_real, parse_constant=_constant
)
LOCATING = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_or_why(_integer),
    parse_float=_or_why(_real),
    parse_constant=_or_why(_constant),
)
