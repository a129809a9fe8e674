"""Waits for what other processes do."""

from collections.abc import Callable
from time import monotonic, sleep

PATIENCE = 120.0


def until(condition: Callable[[], object]) -> None:
    limit = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < limit
        sleep(0.1)
