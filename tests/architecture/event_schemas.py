"""What each recorded event holds, and how a history tells it, by topic and version.

`python -m tests.architecture.event_schemas` writes both to event_schemas.json and
event_phrases.json, which keep the former versions: logs hold them for ever.
"""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.recording.aggregates import Event

import_module("console.execution.services")  # what a process knows

FIELDS = Path(__file__).with_name("event_schemas.json")
PHRASES = Path(__file__).with_name("event_phrases.json")

LIBRARY = {"originator_id", "originator_topic", "originator_version", "timestamp"}
Schemas = dict[str, dict[str, str]]


def schemas() -> Schemas:
    """The fields of each event in the code: of each topic, one version."""
    return {topic: {version: " ".join(sorted(fields(kind)))} for topic, version, kind in events()}


def phrases() -> Schemas:
    """The sentence of each event in the code, version by version as well."""
    return {topic: {version: kind.PHRASE} for topic, version, kind in events()}


def events() -> Iterator[tuple[str, str, type[Any]]]:
    for kind in below(Event):
        if topic := vars(kind).get("TOPIC"):
            yield topic, str(vars(kind).get("class_version", 1)), kind


def fields(kind: type[Any]) -> set[str]:
    ours = kind.__mro__[: kind.__mro__.index(Event)]
    return {name for each in ours for name in vars(each).get("__annotations__", {})} - LIBRARY


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


def kept(file: Path = FIELDS) -> Schemas:
    known: Schemas = json.loads(file.read_text())
    return known


def keep(file: Path, now: Schemas) -> None:
    before = kept(file)
    file.write_text(text({name: before.get(name, {}) | each for name, each in now.items()}))


def text(known: Schemas) -> str:
    return json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    keep(FIELDS, schemas())
    keep(PHRASES, phrases())
