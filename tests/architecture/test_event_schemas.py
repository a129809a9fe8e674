"""A recorded event is read for ever: its fields and its sentence change only with its version."""

import json
from functools import cache
from typing import NamedTuple

import pytest

from tests.architecture.event_schemas import PHRASES, Schemas, kept
from tests.architecture.house import python

WRITE = "then write it down: python -m tests.architecture.event_schemas"
SAY = """
import json
from tests.architecture.event_schemas import phrases, schemas, upcasts, without_upcast
print(json.dumps([schemas(), phrases(), without_upcast(), upcasts()]))
"""


class InTheCode(NamedTuple):
    fields: Schemas
    phrases: Schemas
    without_upcast: list[str]
    upcasts: Schemas


@cache
def in_the_code() -> InTheCode:
    """Ask a new interpreter, which has imported no event of the tests."""
    return InTheCode(*json.loads(python(SAY).stdout))


@pytest.mark.parametrize("topic", sorted(kept()))
def test_the_fields_of_a_version_never_change(topic: str) -> None:
    [(version, fields)] = in_the_code().fields[topic].items()

    assert kept()[topic].get(version) == fields, f"raise class_version, upcast the former; {WRITE}"


@pytest.mark.parametrize("topic", sorted(kept(PHRASES)))
def test_the_phrase_of_a_version_never_changes(topic: str) -> None:
    """An auditor reads the same sentence as the one before, for the same event."""
    [(version, phrase)] = in_the_code().phrases[topic].items()

    assert kept(PHRASES)[topic].get(version) == phrase, f"raise class_version; {WRITE}"


def test_every_recorded_event_is_written_down_and_read_from_its_first_version() -> None:
    assert set(in_the_code().fields) == set(kept()) == set(kept(PHRASES)), WRITE
    assert in_the_code().without_upcast == []


@pytest.mark.parametrize("topic", sorted(name for name, each in kept().items() if len(each) > 1))
def test_a_former_version_gets_exactly_the_fields_of_the_next_one(topic: str) -> None:
    upcast = in_the_code().upcasts[topic]

    assert upcast and upcast.items() <= kept()[topic].items()
