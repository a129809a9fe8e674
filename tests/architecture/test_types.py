"""A command or a contract has no bare field: what is accepted can be stored and told (ADR 0028)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel, EmailStr, Field, Strict

from shared.contracts import Contract, Value
from shared.messages.commands import Command
from shared.types.courriel import Courriel
from shared.types.nombre import Entier, Reel
from shared.types.saisies import Nom
from shared.types.temps import Instant, Jour, Moment
from shared.types.texte import Annonce, Code, Texte
from tests.contracts.language import COMMANDS, CONTRACTS

TYPED: dict[type[Any], tuple[type[Any], ...]] = {
    str: (Texte, Code, Annonce, Courriel),
    int: (Entier,),
    float: (Reel,),
    bool: (Strict,),
    date: (Jour,),
    datetime: (Moment,),
}
UNBOUNDED = (EmailStr, Any, object)
TOLD = (Annonce, Code)
MESSAGES: dict[str, type[BaseModel]] = {**COMMANDS, **CONTRACTS, "Command": Command}


Leaf = tuple[str, Any, tuple[Any, ...]]
"""The path of a field, its plain type, and what bounds it."""


def leaves(model: type[BaseModel], seen: frozenset[type[Any]] = frozenset()) -> Iterator[Leaf]:
    """Every plain type of a model, at any depth."""
    for name, field in model.model_fields.items():
        for path, kind, marks in _leaves(field.rebuild_annotation(), (), seen | {model}):
            yield f"{model.__name__}.{name}{path}", kind, marks


def _leaves(kind: Any, marks: tuple[Any, ...], seen: frozenset[type[Any]]) -> Iterator[Leaf]:
    parts = get_args(kind)
    if get_origin(kind) is Annotated:
        yield from _leaves(parts[0], (*marks, *parts[1:]), seen)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind not in seen:
            yield from ((f" › {path}", *leaf) for path, *leaf in leaves(kind, seen))
    elif get_origin(kind) is not Literal and parts:
        for part in parts:
            yield from _leaves(part, (), seen)
    else:
        yield "", kind, marks


def bare(model: type[BaseModel]) -> list[str]:
    """The fields whose type bounds nothing."""
    return [
        f"{path} : {kind.__name__}"
        for path, kind, marks in leaves(model)
        if kind in UNBOUNDED
        or (kind in TYPED and not any(isinstance(m, TYPED[kind]) for m in marks))
    ]


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_no_field_of_a_message_is_bare(name: str) -> None:
    assert bare(MESSAGES[name]) == []


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_a_fact_refuses_no_text_that_was_recorded(name: str) -> None:
    """A fact may repeat an old event, which no rule of today bound: its length alone is bounded."""
    texts = [(path, marks) for path, kind, marks in leaves(CONTRACTS[name]) if kind is str]

    assert [path for path, marks in texts if not isinstance(marks[0], TOLD)] == []


class Part(Value):
    texte: str
    nom: Nom
    rangs: list[int]


class Fautif(Contract):
    structure_id: None = None  # type: ignore[assignment]
    le: date | None = None
    courriel: EmailStr = ""
    parts: tuple[Part, ...] = ()
    notes: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    vrai: bool
    bon: Instant


def test_a_bare_field_would_be_seen() -> None:
    assert bare(Fautif) == [
        "Fautif.le : date",
        "Fautif.courriel : EmailStr",
        "Fautif.parts › Part.texte : str",
        "Fautif.parts › Part.rangs : int",
        "Fautif.notes : str",
        "Fautif.notes : float",
        "Fautif.vrai : bool",
    ]
