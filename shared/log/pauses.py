"""Pauses that grow while something keeps failing."""

from collections.abc import Callable
from time import monotonic

FIRST = 1.0
LONGEST = 60.0


class Pauses:
    """Seconds, from `FIRST`, doubled at each failure up to `LONGEST`, until a success."""

    def __init__(self, elapsed: Callable[[], float] = monotonic) -> None:
        self.elapsed, self.until, self.next = elapsed, 0.0, FIRST

    def over(self) -> bool:
        """False while the pause of the last failure lasts."""
        return self.elapsed() >= self.until

    def left(self) -> float:
        """The seconds until it is over; 0 if it is."""
        return max(0.0, self.until - self.elapsed())

    def failed(self) -> None:
        self.until = self.elapsed() + self.next
        self.next = min(2 * self.next, LONGEST)

    def succeeded(self) -> None:
        self.until, self.next = 0.0, FIRST
