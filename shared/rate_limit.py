"""A rate limit in the memory of one process: so many acts per key and per span of time."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MOST_KEYS = 20_000


class RateLimit:
    """A bucket per key holds `most` acts, and fills again over `seconds`.

    Only the keys used last are remembered: memory is bounded. `monotonic` is the time in seconds.
    """

    def __init__(
        self,
        most: int,
        seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
        most_keys: int = MOST_KEYS,
    ) -> None:
        self.most, self.seconds, self.monotonic = most, seconds, monotonic
        self.most_keys, self.lock = most_keys, Lock()
        self.buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """0 if this act is admitted, which counts it; else the seconds before the next one is."""
        with self.lock:
            now, rate = self.monotonic(), self.most / self.seconds
            left, since = self.buckets.pop(key, (float(self.most), now))
            left = min(float(self.most), left + (now - since) * rate)
            admitted = left >= 1
            self.buckets[key] = (left - 1 if admitted else left, now)
            if len(self.buckets) > self.most_keys:
                self.buckets.popitem(last=False)
            return 0.0 if admitted else (1 - left) / rate
