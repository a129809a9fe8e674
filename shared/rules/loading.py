"""Strict loading of rule files: a dataclass declares the fields, and any other is refused."""

from collections.abc import Hashable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from shared.rules.faults import in_a_file
from shared.rules.periods import Period, RuleError, Statut, check_no_overlap, in_force

__all__ = ["Period", "RuleError", "Statut", "check_no_overlap", "in_force", "load"]

T = TypeVar("T")


def load(path: Path | Traversable, type_: type[T]) -> T:
    """The file as a value of this dataclass; raises `RuleError`, in French, naming file and field.

    Strict: an unknown field, a number between quotes or a key given twice is refused.
    """
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_RuleLoader)
        return TypeAdapter(type_).validate_json(to_json(raw), strict=True, extra="forbid")
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RuleError(f"{path.name} : fichier YAML illisible ({error}).") from error
    except ValidationError as error:
        raise RuleError(f"{path.name} : {in_a_file(error)}") from error


class _RuleLoader(yaml.SafeLoader):
    """Refuses equal keys: YAML silently keeps the last one, which could replace an amount."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.MarkedYAMLError(
                    problem=f"la clé « {key} » est écrite deux fois", problem_mark=node.start_mark
                )
        return super().construct_mapping(node, deep)


def _day_as_text(loader: _RuleLoader, node: yaml.ScalarNode) -> Any:
    return loader.construct_scalar(node)


# Dates stay text: the dataclass refuses a day that does not exist, and its error names the field.
_RuleLoader.add_constructor("tag:yaml.org,2002:timestamp", _day_as_text)
