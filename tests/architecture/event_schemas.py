"""The fields and the sentence of each recorded event, by topic and version.

`python -m tests.architecture.event_schemas` writes them to event_schemas.json and
event_phrases.json, which keep the former versions: logs hold them for ever.
"""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from console.execution.services import applications
from shared.recording.aggregates import Event

applications()  # imports the events of every service

FIELDS = Path(__file__).with_name("event_schemas.json")
PHRASES = Path(__file__).with_name("event_phrases.json")

LIBRARY = {"originator_id", "originator_topic", "originator_version", "timestamp"}
Schemas = dict[str, dict[str, str]]


def schemas() -> Schemas:
    """The fields of each event in the code, which has one version per topic."""
    return {topic: {version: " ".join(sorted(fields(kind)))} for topic, version, kind in events()}


def phrases() -> Schemas:
    """The sentence of each event in the code, which has one version per topic."""
    return {topic: {version: kind.PHRASE} for topic, version, kind in events()}


def events() -> Iterator[tuple[str, str, type[Any]]]:
    for kind in below(Event):
        if topic := vars(kind).get("TOPIC"):
            yield topic, str(vars(kind).get("class_version", 1)), kind


def fields(kind: type[Any]) -> set[str]:
    return {each.name for each in dataclasses.fields(kind)} - LIBRARY


def without_upcast() -> list[str]:
    """The versions that the next version cannot read, for want of an upcast."""
    return [
        f"{kind.TOPIC} {version}"
        for kind in below(Event)
        for version in range(1, vars(kind).get("class_version", 1))
        if not hasattr(kind, f"upcast_v{version}_v{version + 1}")
    ]


def upcasts() -> Schemas:
    """The fields that a state of each former version has, once brought to the next one."""
    return {
        kind.TOPIC: dict(_upcast(kind)) for kind in below(Event) if "class_version" in vars(kind)
    }


def _upcast(kind: type[Any]) -> Iterator[tuple[str, str]]:
    for version in range(1, vars(kind)["class_version"]):
        names = kept()[kind.TOPIC].get(str(version), "").split()
        state = {"originator_id": UUID(int=1), "provenance": {}, **dict.fromkeys(names, "")}
        getattr(kind, f"upcast_v{version}_v{version + 1}")(state)
        yield str(version + 1), " ".join(sorted(state.keys() - LIBRARY - {"provenance"}))


def below(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def kept(file: Path = FIELDS) -> Schemas:
    recorded: Schemas = json.loads(file.read_text())
    return recorded


def keep(file: Path, now: Schemas) -> None:
    before = kept(file)
    file.write_text(text({name: before.get(name, {}) | each for name, each in now.items()}))


def text(schemas: Schemas) -> str:
    return json.dumps(schemas, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    keep(FIELDS, schemas())
    keep(PHRASES, phrases())
