"""A dated rule and its versions: the only dialect of rule files (ADR 0010).

    - id: CLOTURE-2020                  # cited by every decision that applies the rule
      en_vigueur: {du: 2020-01-01}      # with `au`, included, if the end is known
      vaut: DATE_DITE                   # on which day of a request it is looked up (`Vaut`)
      statut: CHOICE                    # how far its values are known (`Statut`)
      source: ["C.7-16"]

If its values have different sources, `origines` gives statut and source value by value instead.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, ClassVar, Generic, Literal, TypeVar, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from shared.rules.periods import Period, RuleError, Statut, check_no_overlap, in_force

Vaut = Literal["ARRIVEE", "DATE_DITE"]
"""A rule that protects is that of the day a request arrives, whatever day it says: an earlier date
would go round it. A rule that computes is that of the day the request speaks of."""
DES_DEUX_JOURS: tuple[Vaut, ...] = get_args(Vaut)


@dataclass(frozen=True)
class Jours:
    """The two days of a message, in Paris: the one it speaks of, and the one it arrives."""

    dit: date
    arrivee: date

    @classmethod
    def un(cls, jour: date) -> "Jours":
        """Both on the same day."""
        return cls(jour, jour)

    def de(self, vaut: Vaut) -> date:
        """The day on which a rule of this kind is looked up."""
        return self.arrivee if vaut == "ARRIVEE" else self.dit


@dataclass(frozen=True)
class Origine:
    """How far a value is known, and its sources."""

    statut: Statut
    source: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One version of a rule.

    Raises RuleError if a value has no source, or if no code looks it up on the day it says.
    """

    LU: ClassVar[tuple[Vaut, ...]] = ("DATE_DITE",)
    """How the code looks it up: both, where it has the two days of a message (`Rules.pour`)."""

    id: str
    en_vigueur: Period
    vaut: Vaut
    statut: Statut | None = None
    source: tuple[str, ...] = ()
    origines: dict[str, Origine] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.vaut not in self.LU:
            raise RuleError(
                f"« {self.id} » : rien ne lit cette règle ainsi ; "
                f"écrivez « vaut: {' » ou « vaut: '.join(self.LU)} »."
            )
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
    """The versions of a rule.

    Raises RuleError if two of the same scope are in force together, or looked up on other days.
    """

    def __init__(self, versions: Iterable[R]) -> None:
        self.versions = tuple(versions)
        check_no_overlap(self.versions, scope=lambda rule: rule.scope, source="règles")
        _check_same_day(self.versions)
        self._of: dict[Hashable, list[R]] = {}
        for each in self.versions:
            self._of.setdefault(each.scope, []).append(each)

    def __iter__(self) -> Iterator[R]:
        return iter(self.versions)

    def in_force(self, day: date) -> tuple[R, ...]:
        """Every version in force on this day, whatever its scope."""
        return in_force(self.versions, day)

    def on(self, day: date, scope: Hashable = None) -> R | None:
        """The version in force on this day for this scope, or None."""
        siennes = self._of.get(scope, ())
        return next((rule for rule in siennes if rule.en_vigueur.contains(day)), None)

    def pour(self, jours: Jours, scope: Hashable = None) -> R | None:
        """The version in force for this scope, on the day of the message that it looks at."""
        siennes = self._of.get(scope, ())
        return next((r for r in siennes if r.en_vigueur.contains(jours.de(r.vaut))), None)

    def by_id(self, id: str) -> R | None:
        return next((rule for rule in self.versions if rule.id == id), None)

    @classmethod
    def __get_pydantic_core_schema__(cls, kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic that a file holds a list of versions."""
        versions = handler.generate_schema(tuple[kind.__args__[0], ...])
        return core_schema.no_info_after_validator_function(cls, versions)


def _check_same_day(versions: Iterable[Rule]) -> None:
    """Versions of one scope looked up on different days could both apply, or neither."""
    first: dict[Hashable, Rule] = {}
    for rule in versions:
        other = first.setdefault(rule.scope, rule)
        if rule.vaut != other.vaut:
            raise RuleError(
                f"« {rule.id} » et « {other.id} » sont les versions d'une même règle : "
                "écrivez le même « vaut » à chacune."
            )
