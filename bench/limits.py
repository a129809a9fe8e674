"""The most that each measure could reach: our work without any server, or servers after a sleep.

Each stands below the reference of the measure that it bounds.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice, repeat
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from bench import baseline
from bench.baseline import Broker, read
from bench.log import TABLE
from bench.saves import concurrent_inserts, prepare
from bench.services import ALL, handled, receive, signalement
from bench.setup import Bench
from bench.timing import LIGHT, Line, Measure, Operations, duration, in_batches, one_by_one, whole
from console.execution.embedded import embedded_options
from console.execution.services import BUILDERS
from console.imports.geographie import charger, lire_dossier
from shared.clock import SystemClock
from shared.contracts import Contract
from shared.contracts.labellisation import StructureSignalee
from shared.delivery.wire import facts_queue_name
from shared.log.entries import BATCH, Page, page_after
from shared.log.readers import recorded_after
from shared.log.relay import Relay
from shared.messages.envelope import Envelope
from shared.rabbitmq.publisher import RabbitPublisher
from shared.rabbitmq.topology import events_exchange
from shared.rabbitmq.written_frames import PublishFrames
from shared.recording.batch import MOST
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.journeys.parcours import ECHANTILLON

IN_MEMORY = {"PERSISTENCE_MODULE": "shared.recording.recorders.popo"}
SLEEP = 0.015
"""Seconds that a process sleeps between two of its turns, when paths come one at a time."""
A_FRAME = 131_072
FILES = 500
"""Begun for each second of a measure."""


def limits(bench: Bench) -> Iterator[Line]:
    prepare(bench)
    with TemporaryDirectory(prefix="fs-limits-") as folder, ExitStack() as stack:
        names = ("labellisation", "audit")
        labellisation, audit = (
            stack.enter_context(in_memory(name, Path(folder))) for name in names
        )
        charger(labellisation, lire_dossier(ECHANTILLON, 2024))
        commands = list(signalling(bench, labellisation))
        measured = one_by_one("no server: next command of a file", bench.seconds, commands)
        yield Line(concurrent_inserts(bench), measured)
        yield learnt(bench, audit)
    yield told(bench)
    yield decoded(bench)
    yield woken(bench)


@contextmanager
def in_memory(name: str, folder: Path) -> Iterator[Component]:
    """A service whose events are in memory; its tables are a file."""
    settings = embedded(name, folder, SystemClock(), embedded_options(folder))
    built = BUILDERS[name](replace(settings, store={**settings.store, **IN_MEMORY}))
    with closing(built):
        yield built


def signalling(bench: Bench, component: Component) -> Operations:
    """The files are begun before: the first command of each keeps a key in a file."""
    begun = list(islice(bench.demandes.remontees(), ceil(FILES * bench.seconds)))
    for demande in begun:
        receive(component, demande)
    for demande in begun:
        yield partial(receive, component, signalement(demande))


def learnt(bench: Bench, audit: Component) -> Line:
    """The facts of the log, decided together as a consumer does."""
    queue = facts_queue_name(audit.name, bench.labellisation.name)
    signalled = [Envelope.starting(each) for each in facts(bench, StructureSignalee)]
    measured = in_batches("no server: facts, by 200", handing_over(audit, queue, signalled))
    assert measured.count == len(handled(audit))
    with closing(Broker(bench.uri, "reference.taken")) as broker:
        broker.publish([baseline.BODY] * measured.count)
        what = "raw consume, acks by 100"
        raw = whole(what, measured.count, partial(broker.consume, measured.count))
    return Line(raw, measured)


def handing_over(audit: Component, queue: str, envelopes: Sequence[Envelope]) -> Iterator[int]:
    for at in range(0, len(envelopes), MOST):
        together = envelopes[at : at + MOST]
        audit.reception.hand_over_all(queue, together)
        yield len(together)


def facts(bench: Bench, kind: type[Contract]) -> Iterator[Contract]:
    for _, event in recorded_after(bench.labellisation.service, 0, ALL):
        contract = bench.labellisation.to_contract(event)
        if isinstance(contract, kind):
            yield contract


class Silent(RabbitPublisher):
    """Writes the frames of its messages, and sends them nowhere."""

    def __init__(self) -> None:
        super().__init__("")
        self.frames, self.written = PublishFrames(1, A_FRAME), 0

    def publish(self, publisher: str, envelopes: Iterable[Envelope]) -> None:
        exchange = events_exchange(publisher).name
        self.written += sum(bool(self._frames(exchange, each)) for each in envelopes)


def told(bench: Bench) -> Line:
    with bench.cold_labellisation() as cold, closing(Silent()) as bus:
        relay = Relay(cold.service, cold.model, cold.to_contract, bus)
        measured = in_batches(f"no broker: relay, by {BATCH} events", pages(cold, relay.prepare))
    bodies = [baseline.BODY] * bus.written
    with closing(Broker(bench.uri, "reference.told")) as broker:
        raw = whole("raw confirms, pipelined", len(bodies), partial(broker.publish, bodies))
    return Line(raw, replace(measured, count=bus.written))


def decoded(bench: Bench) -> Line:
    """Every event that a reader may have a use for, as the replay and the rebuild decode them."""
    rows = read(bench.url, TABLE)
    raw = whole("raw SELECT", rows, partial(read, bench.url, TABLE))
    with bench.cold_labellisation() as cold:
        return Line(raw, in_batches("no row written: decode, by 500", pages(cold, opened)))


def pages(component: Component, use: Callable[[Page], object]) -> Iterator[int]:
    position = 0
    while page := page_after(component.service, position):
        use(page)
        position = page.end
        yield page.count


def opened(page: Page) -> None:
    for each in page.entries:
        assert each.error is None


def woken(bench: Bench) -> Line:
    """The servers and their client have slept before each turn, as they do between two paths."""
    with baseline.through_both(bench.url, bench.uri) as both:
        what = "raw INSERT, confirm, consume"
        raw = one_by_one(what, LIGHT * bench.seconds, repeat(both))
        each = list[float]()
        while sum(each) + SLEEP * len(each) < bench.seconds:
            sleep(SLEEP)
            each.append(duration(both))
    return Line(raw, Measure("the same, each after a sleep of 15 ms", len(each), sum(each), each))
