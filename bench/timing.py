"""A measure and its reference, timed in the same run."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain, pairwise
from statistics import quantiles
from time import perf_counter

Operations = Iterable[Callable[[], object]]


@dataclass(frozen=True)
class Measure:
    """`each` holds the durations of the operations timed one by one, in seconds."""

    what: str
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
    """A measure and its reference, which is measured just before."""

    reference: Measure
    measured: Measure

    @property
    def ratio(self) -> float:
        return self.measured.rate / self.reference.rate


def during(seconds: float, operations: Operations) -> list[float]:
    """Run operations one after the other, for so many seconds or until none is left."""
    limit, each = perf_counter() + seconds, []
    for operation in operations:
        each.append(duration(operation))
        if perf_counter() > limit:
            break
    return each


def one_by_one(what: str, seconds: float, operations: Operations) -> Measure:
    each = during(seconds, operations)
    return Measure(what, len(each), sum(each), each)


def together(what: str, seconds: float, threads: Sequence[Operations]) -> Measure:
    """Run each sequence of operations in a thread of its own, all at once."""
    with ThreadPoolExecutor(len(threads)) as pool:
        began = perf_counter()
        each = list(chain.from_iterable(pool.map(partial(during, seconds), threads)))
        elapsed = perf_counter() - began
    return Measure(what, len(each), elapsed, each)


def whole(what: str, count: int, operation: Callable[[], object]) -> Measure:
    """One operation that does them all."""
    return Measure(what, count, duration(operation))


def in_batches(what: str, batches: Iterable[int]) -> Measure:
    """Time an iterator that does one batch per step and yields its size."""
    counts, moments = [], [perf_counter()]
    for count in batches:
        counts.append(count)
        moments.append(perf_counter())
    each = [after - before for before, after in pairwise(moments)]
    return Measure(what, sum(counts), sum(each), each)


def duration(operation: Callable[[], object]) -> float:
    began = perf_counter()
    operation()
    return perf_counter() - began
