"""The published language: its contracts, and samples of each version ever published.

A sample is never changed: a new optional field is shown by one more (`StructureRemontee.v1-pays`).
"""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import shared.contracts
from shared.contracts import Contract

SAMPLES = {path.stem: path for path in sorted((Path(__file__).parent / "samples").glob("*.json"))}


def published() -> dict[str, type[Contract]]:
    """Every contract of shared/contracts, by class name."""
    found = [
        import_module(f"{shared.contracts.__name__}.{module.name}")
        for module in iter_modules(shared.contracts.__path__)
    ]
    kinds = [
        value
        for module in found
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Contract)
    ]
    return {kind.__name__: kind for kind in kinds if kind is not Contract}


def sample(stem: str) -> dict[str, Any]:
    """A message as it was published, fresh at each call."""
    read: dict[str, Any] = json.loads(SAMPLES[stem].read_text(encoding="utf-8"))
    return read


def paths(value: Any, at: str = "") -> Iterator[str]:
    """Where each field of a message is, whatever its rank in a list."""
    if isinstance(value, list):
        for each in value:
            yield from paths(each, at)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield f"{at}.{name}"
            yield from paths(each, f"{at}.{name}")


CONTRACTS = published()
