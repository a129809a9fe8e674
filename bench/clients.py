"""Clients of a server, each in a process of its own: threads would measure Python's lock."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import repeat
from multiprocessing import get_context
from time import perf_counter, process_time
from typing import Any

from bench.processes import Cpu, machine_seconds
from bench.timing import Measure, during

Opened = Callable[[], AbstractContextManager[Callable[[], object]]]
"""Connects a client, and gives its operation; sent to other processes."""

PATIENCE = 180.0


def in_processes(what: str, seconds: float, clients: int, opened: Opened) -> Measure:
    """The same operation from so many processes at once, each of which tries it once before."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["bench.baseline"])
    ready, found = context.Barrier(clients + 1), context.SimpleQueue()
    arguments = (opened, seconds, ready, found)
    processes = [context.Process(target=_client, args=arguments) for _ in range(clients)]
    for process in processes:
        process.start()
    ready.wait(PATIENCE)
    began, busy = perf_counter(), machine_seconds()
    durations, used = zip(*(found.get() for _ in processes), strict=True)
    elapsed, cpu = perf_counter() - began, Cpu(sum(used), machine_seconds() - busy)
    for process in processes:
        process.join()
    each = [each for durations_of_one in durations for each in durations_of_one]
    return Measure(what, len(each), elapsed, each, cpu)


def _client(opened: Opened, seconds: float, ready: Any, found: Any) -> None:
    with opened() as operation:
        operation()
        ready.wait(PATIENCE)
        before = process_time()
        found.put((during(seconds, repeat(operation)), process_time() - before))
