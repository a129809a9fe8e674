"""The personal fields of events, and the person that each is about (ADR 0014)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

Person = Callable[[Mapping[str, Any]], UUID | None]
"""From an event's values, the person that a field is about; None if it is about nobody."""

ERASED = ""
"""The value of a field once its person is forgotten, as if it had never been filled in."""


@lru_cache(10_000)
def contact_of(structure_id: UUID) -> UUID:
    """The identity of a structure's contact: the person behind the address that it gives."""
    return uuid5(structure_id, "contact")


def contact(values: Mapping[str, Any]) -> UUID:
    """The contact of the structure named by an event, else by the message that caused it."""
    return contact_of(values.get("structure_id") or values["provenance"]["sujet"])


@dataclass(frozen=True)
class Field:
    """A text in an event: its dotted path, the steps of this path, and the person concerned."""

    path: str
    steps: tuple[str, ...]
    person: Person

    def changed(self, values: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
        """A copy of the values with this field changed; the original is left as it is."""
        return _changed(values, self.steps, change)


def personal(person: Person, *paths: str) -> tuple[Field, ...]:
    """Fields about one person, for the PERSONNELLES attribute of an event class."""
    return tuple(Field(path, tuple(path.split(".")), person) for path in paths)


def personal_fields(event: Any) -> tuple[Field, ...]:
    """The fields declared by the event's class."""
    declared: tuple[Field, ...] = getattr(event, "PERSONNELLES", ())
    return declared


def words_about(event: Any) -> Iterator[tuple[UUID, str]]:
    """Each person with a text that the event holds about them; erased texts are skipped."""
    values: dict[str, Any] = vars(event)
    for field in personal_fields(event):
        words: list[str] = []
        field.changed(values, words.append)
        if (person := field.person(values)) and any(words):
            yield person, words[0]


def _changed(
    values: dict[str, Any], steps: tuple[str, ...], change: Callable[[Any], Any]
) -> dict[str, Any]:
    first, rest = steps[0], steps[1:]
    if first not in values:
        return values
    value = values[first]
    return {**values, first: _changed(value, rest, change) if rest else change(value)}
