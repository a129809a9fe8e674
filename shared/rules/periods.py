"""The periods of rules: the versions in force on a day, never two of one scope (ADR 0010)."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal, Protocol, TypeVar

Statut = Literal["SEED", "SRC", "SRC_SANS_VENTILATION", "DERIVE", "RECON", "ANNONCE", "CHOICE"]


class RuleError(ValueError):
    """Rule data that cannot be used; the message says where and how to mend it, in French."""


@dataclass(frozen=True)
class Period:
    """The days from `du` to `au`, both included; without `au`, the period has no end."""

    du: date
    au: date | None = None

    def __post_init__(self) -> None:
        if self.au and self.au < self.du:
            raise RuleError(f"la période finit avant de commencer ({self}) ; corrigez ses dates")

    def contains(self, day: date) -> bool:
        return self.du <= day and (self.au is None or day <= self.au)

    def common(self, other: "Period") -> "Period | None":
        """The days that both periods contain, or None."""
        du = max(self.du, other.du)
        au = min(self.au or date.max, other.au or date.max)
        return None if au < du else Period(du, None if au == date.max else au)

    def __str__(self) -> str:
        end = f" au {self.au:%d/%m/%Y}" if self.au else ""
        return f"du {self.du:%d/%m/%Y}{end or ' sans date de fin'}"


class Dated(Protocol):
    """One version of a rule."""

    @property
    def id(self) -> str: ...

    @property
    def periode(self) -> Period: ...


D = TypeVar("D", bound=Dated)


def in_force(items: Iterable[D], day: date) -> tuple[D, ...]:
    """The versions in force on this day, in the order given."""
    return tuple(item for item in items if item.periode.contains(day))


def check_no_overlap(items: Iterable[D], scope: Callable[[D], Hashable], source: str) -> None:
    """Raise `RuleError` if two versions share a scope and a day; ``source`` begins its message."""
    versions = [(item, item.periode) for item in items]
    for (one, days), (other, other_days) in combinations(versions, 2):
        common = days.common(other_days)
        if common and scope(one) == scope(other):
            raise RuleError(
                f"{source} : « {one.id} » et « {other.id} » sont en vigueur ensemble {common} ; "
                "corrigez les dates de l'une des deux."
            )
