"""What each recorded event holds, by topic and version.

`python -m tests.architecture.event_schemas` writes it to event_schemas.json, which keeps the former
versions: logs hold them for ever.
"""

import dataclasses
import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.recording.aggregates import Event

import_module("console.execution.services")  # what a process knows

KEPT = Path(__file__).with_name("event_schemas.json")

LIBRARY = {"originator_id", "originator_topic", "originator_version", "timestamp"}
Schemas = dict[str, dict[str, str]]


def schemas() -> Schemas:
    """As the code says them now: of each topic, one version."""
    return {
        kind.TOPIC: {str(vars(kind).get("class_version", 1)): " ".join(sorted(fields(kind)))}
        for kind in below(Event)
        if vars(kind).get("TOPIC")
    }


def fields(kind: type[Any]) -> set[str]:
    return {each.name for each in dataclasses.fields(kind)} - LIBRARY


def without_upcast() -> list[str]:
    """The versions that no later one knows how to read."""
    return [
        f"{kind.TOPIC} {version}"
        for kind in below(Event)
        for version in range(1, vars(kind).get("class_version", 1))
        if not hasattr(kind, f"upcast_v{version}_v{version + 1}")
    ]


def below(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def kept() -> Schemas:
    known: Schemas = json.loads(KEPT.read_text())
    return known


def text(known: Schemas) -> str:
    return json.dumps(known, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    before = kept()
    KEPT.write_text(text({name: before.get(name, {}) | said for name, said in schemas().items()}))
