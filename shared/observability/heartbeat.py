"""Whether a process progresses: each of its loops says so each time round."""

from collections.abc import Mapping
from time import monotonic

BOUND = 120.0
"""Seconds: more than the longest honest wait of a loop, a broker that does not confirm."""

WORKER = "travailleur"

_LAST: dict[str, float] = {}


def beat(loop: str) -> None:
    _LAST[loop] = monotonic()


def ages() -> Mapping[str, float]:
    """Seconds since each loop of this process last went round."""
    now = monotonic()
    return {loop: now - last for loop, last in list(_LAST.items())}


def stopped(bound: float = BOUND) -> list[str]:
    """The loops that have not gone round for too long."""
    return [loop for loop, age in ages().items() if age > bound]
