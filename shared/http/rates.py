"""How often each key may ask: a bucket that fills steadily, and empties by one at each question."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

KEPT = 10_000
"""The keys remembered at most: whoever changes address at each try must not fill the memory."""


@dataclass
class Bucket:
    level: float
    at: float


class Rates:
    """In the memory of one process; used by one thread, that of the event loop."""

    def __init__(
        self, per_minute: float, burst: float, now: Callable[[], float] = monotonic
    ) -> None:
        self.per_second, self.burst, self.now = per_minute / 60, burst, now
        self.buckets: dict[str, Bucket] = {}

    def wait(self, key: str) -> float:
        """Take one, and return 0; or take none, and return the seconds until there is one."""
        now = self.now()
        bucket = self.buckets.pop(key, None) or Bucket(self.burst, now)
        bucket.level = min(self.burst, bucket.level + (now - bucket.at) * self.per_second)
        bucket.at = now
        self._keep(key, bucket)
        if bucket.level < 1:
            return (1 - bucket.level) / self.per_second
        bucket.level -= 1
        return 0.0

    def _keep(self, key: str, bucket: Bucket) -> None:
        """The last key used is the last of the dictionary: the first one is the one to forget."""
        self.buckets[key] = bucket
        if len(self.buckets) > KEPT:
            del self.buckets[next(iter(self.buckets))]
