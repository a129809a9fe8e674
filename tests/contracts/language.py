"""The published contracts and commands, and a sample of each version ever published.

A sample never changes: another one shows a new optional field (`StructureRemontee.v1-pays`).
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, TypeVar

import shared.contracts
from shared.contracts import Contract
from shared.messages.commands import Command

M = TypeVar("M", Contract, Command)

ROOT = Path(__file__).parents[2]
SERVICES = ROOT / "services"
SAMPLES = {path.stem: path for path in sorted((ROOT / "console/donnees/faits").glob("*.json"))}


def published() -> dict[str, type[Contract]]:
    """Every contract of shared/contracts, by class name."""
    names = [module.name for module in iter_modules(shared.contracts.__path__)]
    return defined(Contract, (import_module(f"shared.contracts.{name}") for name in names))


def commands() -> dict[str, type[Command]]:
    """Every command of each commands.py of the services, by class name."""
    found = [path.relative_to(ROOT) for path in sorted(SERVICES.rglob("commands.py"))]
    names = [".".join(path.with_suffix("").parts) for path in found]
    return defined(Command, map(import_module, names))


def defined(kind: type[M], modules: Iterable[ModuleType]) -> dict[str, type[M]]:
    values = [value for module in modules for value in vars(module).values()]
    found = [each for each in values if isinstance(each, type) and issubclass(each, kind)]
    return {each.__name__: each for each in found if each is not kind}


def without_accents(name: str) -> str:
    return unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode()


def sample(stem: str) -> dict[str, Any]:
    """A message as it was published; a new copy at each call."""
    read: dict[str, Any] = json.loads(SAMPLES[stem].read_text(encoding="utf-8"))
    return read


def paths(value: Any, at: str = "") -> Iterator[str]:
    """The path of each field of a message, without the ranks in lists."""
    if isinstance(value, list):
        for each in value:
            yield from paths(each, at)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield f"{at}.{name}"
            yield from paths(each, f"{at}.{name}")


CONTRACTS = published()
COMMANDS = commands()
