"""Which fields of an event are about a person, and about whom (ADR 0014)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

Person = Callable[[Mapping[str, Any]], UUID | None]
"""From what an event says: the person that a field is about; None, if it is about nobody."""

ERASED = ""
"""What a field says once its person is forgotten: what it says where nothing was given."""


@lru_cache(10_000)
def contact_of(structure_id: UUID) -> UUID:
    """Whoever answers at the address that a structure gives."""
    return uuid5(structure_id, "contact")


def contact(said: Mapping[str, Any]) -> UUID:
    """The contact of the structure that an event names, or else of that of its message."""
    return contact_of(said.get("structure_id") or said["provenance"]["sujet"])


@dataclass(frozen=True)
class Field:
    """A text in an event: its path, in dots; its steps; and how to know whom it is about."""

    path: str
    steps: tuple[str, ...]
    person: Person

    def changed(self, said: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
        """The same words but for this one; what they share with others is left alone."""
        return _changed(said, self.steps, change)


def personal(person: Person, *paths: str) -> tuple[Field, ...]:
    """What the class of an event declares as PERSONNELLES."""
    return tuple(Field(path, tuple(path.split(".")), person) for path in paths)


def personal_fields(event: Any) -> tuple[Field, ...]:
    """Those that its class declares."""
    declared: tuple[Field, ...] = getattr(event, "PERSONNELLES", ())
    return declared


def words_about(event: Any) -> Iterator[tuple[UUID, str]]:
    """What an event says of each person; nothing of those who are forgotten."""
    said: dict[str, Any] = vars(event)
    for field in personal_fields(event):
        words: list[str] = []
        field.changed(said, words.append)
        if (person := field.person(said)) and any(words):
            yield person, words[0]


def _changed(
    said: dict[str, Any], steps: tuple[str, ...], change: Callable[[Any], Any]
) -> dict[str, Any]:
    first, rest = steps[0], steps[1:]
    if first not in said:
        return said
    return {**said, first: _changed(said[first], rest, change) if rest else change(said[first])}
