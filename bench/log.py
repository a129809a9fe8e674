"""The log of a service: published by its relay, consumed by another service, read again."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise

from bench.baseline import Broker, read
from bench.saves import prepare
from bench.services import PAGE, Watch, bodies, handled, replay
from bench.setup import Bench
from bench.timing import Line, Measure, in_batches, in_steps, whole
from shared.log.entries import BATCH
from shared.rabbitmq.publisher import RabbitPublisher

TABLE = "labellisation_events"
EXCHANGE = "labellisation.events"
RELAY = "relay"


def log(bench: Bench) -> Iterator[Line]:
    prepare(bench)
    yield from published_and_consumed(bench)
    yield from read_again(bench)
    bench.weigh_itself()


def published_and_consumed(bench: Bench) -> Iterator[Line]:
    """The other service starts between the two: until then its queue and the reference's fill."""
    with closing(Broker(bench.uri, "reference.heard")) as copies:
        copies.hear(EXCHANGE, "StructureSignalee")
        yield publishing(bench)
        yield consuming(bench, copies)


def publishing(bench: Bench) -> Line:
    """Every fact reaches a quorum queue, on both sides; a batch holds receipts too."""
    facts = bodies(bench.labellisation)
    with closing(Broker(bench.uri, "reference.told")) as raw:
        reference = whole("raw confirms, pipelined", len(facts), lambda: raw.publish(facts))
    with (
        closing(Broker(bench.uri, "reference.copies")) as copies,
        bench.cold_labellisation() as cold,
        closing(RabbitPublisher(bench.uri)) as bus,
    ):
        copies.hear(EXCHANGE, "StructureRemontee")
        relay = next(each for each in cold.readers(bus) if each.name == RELAY)
        measured = in_batches(f"relay, by {BATCH} events", iter(relay.run, 0))
    return Line(reference, replace(measured, count=len(facts)))


def consuming(bench: Bench, copies: Broker) -> Line:
    """From the first receipt to the last; each duration is from one receipt to the next."""
    count = copies.length()
    reference = whole("raw consume, acks by 100", count, lambda: copies.consume(count))
    watch = Watch(bench.audit)
    with watch.looking(), bench.running("audit", "service"):
        watch.wait_for_all(count)
    each = [(after - at).total_seconds() for at, after in pairwise(handled(bench.audit))]
    return Line(reference, Measure("consume alone", len(each), sum(each), each))


def read_again(bench: Bench) -> Iterator[Line]:
    """The whole log, from the first event: raw, for one projection, for every aggregate."""
    rows = read(bench.url, TABLE)
    reference = whole("raw SELECT", rows, lambda: read(bench.url, TABLE))
    yield Line(reference, rebuilding(bench))
    with bench.cold_labellisation() as cold:
        yield Line(reference, in_batches(f"replay, by {PAGE:,} events", replay(cold)))


def rebuilding(bench: Bench) -> Measure:
    """Its tables are empty at first: nobody has read this log yet."""
    with bench.cold_labellisation() as cold:
        projection = cold.projection_readers()[0]
        return in_steps(f"rebuild of {projection.name}", projection.rebuild)
