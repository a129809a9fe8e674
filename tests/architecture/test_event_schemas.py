"""A recorded event is read for ever: its fields change only with its version, and an upcast."""

import json
from functools import cache

import pytest

from tests.architecture.event_schemas import Schemas, kept
from tests.architecture.house import python

WRITE = "then write it down: python -m tests.architecture.event_schemas"
SAY = """
import json
from tests.architecture.event_schemas import schemas, without_upcast
print(json.dumps([schemas(), without_upcast()]))
"""


@cache
def in_the_code() -> tuple[Schemas, list[str]]:
    """By an interpreter that knows the events of the services, and no test's."""
    now, alone = json.loads(python(SAY).stdout)
    return now, alone


@pytest.mark.parametrize("topic", sorted(kept()))
def test_the_fields_of_a_version_never_change(topic: str) -> None:
    now, _ = in_the_code()
    [(version, fields)] = now[topic].items()

    assert kept()[topic].get(version) == fields, f"raise class_version, upcast the former; {WRITE}"


def test_every_recorded_event_is_written_down_and_read_from_its_first_version() -> None:
    now, alone = in_the_code()

    assert set(now) == set(kept()), WRITE
    assert alone == []
