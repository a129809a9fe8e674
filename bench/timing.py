"""A measure and its reference, timed in the same run."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, pairwise
from statistics import quantiles
from time import perf_counter

from bench.processes import Cpu

Operations = Iterable[Callable[[], object]]

LIGHT = 0.5
"""A reference varies less: it is measured for half as long."""


@dataclass(frozen=True)
class Measure:
    """`each` holds the durations of the operations timed one by one, in seconds."""

    what: str
    count: int
    seconds: float
    each: Sequence[float] = ()
    cpu: Cpu | None = None

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    def quantile(self, rank: int) -> float | None:
        """The percentile of the durations, in seconds; None if they are not known one by one."""
        if len(self.each) < 2:
            return None
        return quantiles(self.each, n=100, method="inclusive")[rank - 1]

    def percentile(self, rank: int) -> str:
        """The percentile of the durations, in milliseconds, as text."""
        value = self.quantile(rank)
        return "—" if value is None else f"{1000 * value:.2f}"


@dataclass(frozen=True)
class Line:
    """A measure and its reference, which is measured just before; several may share one."""

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


def in_turn(whats: Sequence[str], several: Sequence[Operations]) -> list[Measure]:
    """Time one operation of each in turn, until one has none left: all meet the same machine."""
    turns = [[duration(operation) for operation in turn] for turn in zip(*several, strict=False)]
    columns = zip(*turns, strict=True)
    return [
        Measure(what, len(each), sum(each), each) for what, each in zip(whats, columns, strict=True)
    ]


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


def in_steps(what: str, run: Callable[[Callable[[int], None]], object]) -> Measure:
    """Time a call that says the size of each step as it ends; its last moments count too."""
    counts, moments = list[int](), [perf_counter()]

    def step(count: int) -> None:
        counts.append(count)
        moments.append(perf_counter())

    run(step)
    each = [after - before for before, after in pairwise(moments)]
    return Measure(what, sum(counts), perf_counter() - moments[0], each)


def metered(measure: Callable[[], Measure], leaders: Sequence[int] = ()) -> Measure:
    """The measure, with the CPU time that it took: of this process, of these sessions, of all."""
    before = Cpu.so_far(leaders)
    measured = measure()
    return replace(measured, cpu=Cpu.so_far(leaders) - before)


def duration(operation: Callable[[], object]) -> float:
    began = perf_counter()
    operation()
    return perf_counter() - began
