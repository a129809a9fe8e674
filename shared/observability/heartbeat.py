"""The progress of a process: each of its loops beats at each turn."""

from collections.abc import Mapping
from time import monotonic

BOUND = 120.0
"""Seconds: more than the longest normal wait of a loop, that of a confirm by the broker."""

WORKER = "travailleur"

_LAST: dict[str, float] = {}


def beat(loop: str) -> None:
    _LAST[loop] = monotonic()


def ages() -> Mapping[str, float]:
    """Seconds since the last beat of each loop of this process."""
    now = monotonic()
    return {loop: now - last for loop, last in list(_LAST.items())}


def stopped(bound: float = BOUND) -> list[str]:
    """The loops whose last beat is older than `bound` seconds."""
    return [loop for loop, age in ages().items() if age > bound]
