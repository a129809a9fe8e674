"""Where the published schemas are: as they are now, and each version ever published."""

import json
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs" / "contrats"
PUBLISHED = Path(__file__).parent / "published"
FROZEN = {path.stem: path for path in PUBLISHED.glob("*.json")}
"""One per version ever published; never edited."""

Schema = dict[str, Any]


def current(name: str) -> Schema:
    """The schema of this message as it is published now."""
    read: Schema = json.loads((DOCS / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    return read


def frozen(stem: str) -> Schema:
    read: Schema = json.loads(FROZEN[stem].read_text(encoding="utf-8"))
    return read


def without_prose(value: Any) -> Any:
    """The schema without the texts for humans: the part that a program checks."""
    if isinstance(value, list):
        return [without_prose(each) for each in value]
    if not isinstance(value, dict):
        return value
    prose = {"$id", "title", "description", "x-unite"}
    return {
        k: without_prose(v) for k, v in value.items() if not (k in prose and isinstance(v, str))
    }


def is_frozen(name: str) -> bool:
    """True if what is published now of this message is one of its frozen versions."""
    kept = (frozen(stem) for stem in FROZEN if stem.startswith(f"{name}.v"))
    return without_prose(current(name)) in map(without_prose, kept)
