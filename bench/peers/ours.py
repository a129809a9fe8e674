"""Our side of the comparison: the append of our event store, then whole commands."""

from collections.abc import Iterator
from functools import partial
from itertools import count
from uuid import NAMESPACE_URL, uuid5

from eventsourcing.persistence import StoredEvent

from bench import baseline
from bench.clients import in_processes
from bench.saves import putting_forward, signalling
from bench.setup import Bench
from bench.timing import LIGHT, Measure, Operations, metered, together
from shared.runtime.component import Component

TOPIC = "bench.Append"


def raw(bench: Bench, clients: int) -> Measure:
    inserting = partial(baseline.inserting, bench.url)
    what = f"raw INSERT, {clients} at once"
    return in_processes(what, LIGHT * bench.seconds, clients, inserting)


def appends(bench: Bench, clients: int) -> Iterator[Measure]:
    """From threads of this process, with the connection pool of production."""
    with bench.new_labellisation() as empty:
        yield at_once(bench, "ours: append", [appending(empty, rank) for rank in range(clients)])
    for what, operations in (("first", putting_forward), ("next", signalling)):
        threads = [operations(bench) for _ in range(clients)]
        yield at_once(bench, f"ours: save, {what} command of a file", threads)


def at_once(bench: Bench, what: str, threads: list[Operations]) -> Measure:
    name = f"{what}, {len(threads)} at once"
    return metered(lambda: together(name, bench.seconds, threads))


def appending(component: Component, rank: int) -> Operations:
    """Each event begins a stream: nothing is decided, nothing is encrypted, no message received."""
    for number in count():
        stream = uuid5(NAMESPACE_URL, f"append {rank} {number}")
        event = StoredEvent(stream, 1, TOPIC, baseline.BODY)
        yield partial(component.service.recorder.insert_events, [event])
