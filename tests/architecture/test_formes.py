"""A recorded event is read for ever: its fields change only with its version, and an upcast."""

import json
from functools import cache

import pytest

from tests.architecture.formes import Formes, kept
from tests.architecture.house import python

WRITE = "then write it down: python -m tests.architecture.formes"
SAY = """
import json
from tests.architecture.formes import formes, without_upcast
print(json.dumps([formes(), without_upcast()]))
"""


@cache
def said() -> tuple[Formes, list[str]]:
    """By an interpreter that knows the events of the services, and no test's."""
    now, alone = json.loads(python(SAY).stdout)
    return now, alone


@pytest.mark.parametrize("topic", sorted(kept()))
def test_the_fields_of_a_version_never_change(topic: str) -> None:
    now, _ = said()
    [(version, fields)] = now[topic].items()

    assert kept()[topic].get(version) == fields, f"raise class_version, upcast the former; {WRITE}"


def test_every_recorded_event_is_written_down_and_read_from_its_first_version() -> None:
    now, alone = said()

    assert set(now) == set(kept()), WRITE
    assert alone == []
