"""A dated rule and its versions: the only dialect of rule files (ADR 0010).

    - id: CLOTURE-2020                  # cited by every decision that applies the rule
      en_vigueur: {du: 2020-01-01}      # with `au`, included, if the end is known
      statut: CHOICE                    # how far its values are known (`Statut`)
      source: ["C.7-16"]

If its values have different sources, `origines` gives statut and source value by value instead.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Generic, TypeVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from shared.rules.periods import Period, RuleError, Statut, check_no_overlap, in_force


@dataclass(frozen=True)
class Origine:
    """How far a value is known, and its sources."""

    statut: Statut
    source: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One version of a rule; raises RuleError if a value has no source."""

    id: str
    en_vigueur: Period
    statut: Statut | None = None
    source: tuple[str, ...] = ()
    origines: dict[str, Origine] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.statut and self.source:
            return
        own = {each.name for each in fields(self)} - {each.name for each in fields(Rule)}
        if missing := own - set(self.origines):
            raise RuleError(
                f"« {self.id} » : donnez « statut » et « source », ou dites dans « origines » "
                f"d'où viennent {', '.join(sorted(missing))}."
            )

    @property
    def periode(self) -> Period:
        return self.en_vigueur

    @property
    def scope(self) -> Hashable:
        """Two versions of the same scope are never in force together."""
        return None


R = TypeVar("R", bound=Rule)


class Rules(Generic[R]):
    """The versions of a rule; raises RuleError if two of the same scope are in force together."""

    def __init__(self, versions: Iterable[R]) -> None:
        self.versions = tuple(versions)
        check_no_overlap(self.versions, scope=lambda rule: rule.scope, source="règles")

    def __iter__(self) -> Iterator[R]:
        return iter(self.versions)

    def in_force(self, day: date) -> tuple[R, ...]:
        """Every version in force on this day, whatever its scope."""
        return in_force(self.versions, day)

    def on(self, day: date, scope: Hashable = None) -> R | None:
        """The version in force on this day for this scope, or None."""
        return next((rule for rule in self.in_force(day) if rule.scope == scope), None)

    def by_id(self, id: str) -> R | None:
        return next((rule for rule in self.versions if rule.id == id), None)

    @classmethod
    def __get_pydantic_core_schema__(cls, kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic that a file holds a list of versions."""
        versions = handler.generate_schema(tuple[kind.__args__[0], ...])
        return core_schema.no_info_after_validator_function(cls, versions)
