"""A measure and its reference, timed in the same run."""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from statistics import quantiles


@dataclass(frozen=True)
class Measure:
    """`each` holds the duration of each operation, in seconds, where they were timed one by one."""

    count: int
    seconds: float
    each: Sequence[float] = ()

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    def percentile(self, rank: int) -> str:
        """In milliseconds."""
        if len(self.each) < 2:
            return "—"
        return f"{1000 * quantiles(self.each, n=100, method='inclusive')[rank - 1]:.2f}"


@dataclass(frozen=True)
class Line:
    what: str
    measured: Measure
    against: str
    reference: Measure

    @property
    def ratio(self) -> float:
        return self.measured.rate / self.reference.rate


def timed(operations: Iterable[Callable[[], object]]) -> Measure:
    """One after the other."""
    each = [_one(operation) for operation in operations]
    return Measure(len(each), sum(each), each)


def together(threads: Sequence[Sequence[Callable[[], object]]]) -> Measure:
    """Each sequence in a thread of its own, all at once."""
    started = time.perf_counter()
    with ThreadPoolExecutor(len(threads)) as pool:
        measures = list(pool.map(timed, threads))
    seconds = time.perf_counter() - started
    each = [duration for measure in measures for duration in measure.each]
    return Measure(len(each), seconds, each)


def whole(count: int, operation: Callable[[], object]) -> Measure:
    """An operation that does them all."""
    return Measure(count, _one(operation))


def times(operation: Callable[[], object], count: int) -> Iterable[Callable[[], object]]:
    return repeat(operation, count)


def _one(operation: Callable[[], object]) -> float:
    started = time.perf_counter()
    operation()
    return time.perf_counter() - started
