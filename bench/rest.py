"""Every process of an installation: how soon all are ready, and what each uses at rest."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter, sleep

from bench.processes import held_megabytes, session_megabytes, session_seconds
from bench.setup import Bench, Rest
from bench.timing import Line, Measure
from console.execution.services import BUILDERS
from tests.observability.processus import Processus
from tests.servers.addresses import inherited
from tests.servers.children import Children

LOOK_AGAIN = 0.1
SETTLES, RESTS = 5.0, 10.0
"""Seconds left to a process that is ready, then seconds during which it is watched, at least."""

Ready = Mapping[str, float]
"""Seconds from the first start until a process was ready."""


def starting_and_resting(bench: Bench) -> Iterator[Line]:
    """All start at once, on databases and queues that hold nothing."""
    reference = bare(bench, 2 * len(BUILDERS))
    with running(bench) as processes:
        ready = until_ready(processes)
        what = f"ready after start, {len(ready)} processes"
        yield Line(reference, Measure(what, len(ready), max(ready.values()), [*ready.values()]))
        used = watch(processes, max(RESTS, bench.seconds))
        bench.rests += [
            Rest(name, ready[name], cores, *weight(processes[name])) for name, cores in used.items()
        ]


def bare(bench: Bench, count: int) -> Measure:
    """Interpreters that import nothing of ours, from the first start to each end."""
    words = [sys.executable, "-c", "pass"]
    with Children() as children:
        began = perf_counter()
        started = [
            children.start(words, bench.folder / "bare.log", inherited()) for _ in range(count)
        ]
        ended = []
        for process in started:
            assert process.wait() == 0
            ended.append(perf_counter() - began)
    return Measure(f"bare interpreter, {count} processes", count, max(ended), ended)


@contextmanager
def running(bench: Bench) -> Iterator[dict[str, Processus]]:
    with Children() as children:
        yield {
            f"{service} {role}": Processus(children, bench.folder, bench.environment, service, role)
            for service in BUILDERS
            for role in ("service", "worker")
        }


def until_ready(processes: Mapping[str, Processus]) -> Ready:
    """Ask each one's probe in turn until it says ready; fails if one stops."""
    began, ready = perf_counter(), dict[str, float]()
    while len(ready) < len(processes):
        for name in processes.keys() - ready.keys():
            assert processes[name].process.poll() is None, processes[name].logs()[-3000:]
            if processes[name].ready():
                ready[name] = perf_counter() - began
        sleep(LOOK_AGAIN)
    return ready


def watch(processes: Mapping[str, Processus], seconds: float) -> dict[str, float]:
    """The cores that each process uses while nothing is asked of it."""
    leaders = {name: each.process.pid for name, each in processes.items()}
    sleep(SETTLES)
    began = perf_counter()
    before = {name: session_seconds(pid) for name, pid in leaders.items()}
    sleep(seconds)
    elapsed = perf_counter() - began
    return {name: (session_seconds(pid) - before[name]) / elapsed for name, pid in leaders.items()}


def weight(process: Processus) -> tuple[float, float]:
    """Its megabytes, as `ps` says them, then with shared pages divided."""
    leader = process.process.pid
    return held_megabytes(leader), session_megabytes(leader)
