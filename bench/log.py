"""The log of a service: published by its relay, consumed by another service, read again."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise

from bench.baseline import Broker, read
from bench.services import PAGE, Watch, bodies, handled, replay
from bench.setup import Bench
from bench.timing import Line, Measure, in_batches, whole
from shared.log.entries import BATCH
from shared.log.relay import Relay
from shared.rabbitmq.publisher import RabbitPublisher

TABLE = "labellisation_events"
EXCHANGE = "labellisation.events"
LOOK_AGAIN = 0.02


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
    bench.labellisation.service.recorded.clear()
    with closing(Broker(bench.uri, "reference.copies")) as copies:
        copies.hear(EXCHANGE, "StructureRemontee")
        measured = in_batches(f"relay, by {BATCH} events", relayed(bench))
    return Line(reference, replace(measured, count=len(facts)))


def relayed(bench: Bench) -> Iterator[int]:
    publisher = bench.labellisation
    with closing(RabbitPublisher(bench.uri)) as bus:
        relay = Relay(publisher.service, publisher.model, publisher.to_contract, bus)
        while count := relay.run():
            yield count


def consuming(bench: Bench, copies: Broker) -> Line:
    """From the first receipt to the last; each duration is from one receipt to the next."""
    count = copies.length()
    reference = whole("raw consume, acks by 100", count, lambda: copies.consume(count))
    watch = Watch(bench.audit, LOOK_AGAIN)
    with watch.looking(), bench.running("audit", "service"):
        watch.wait_for_all(count)
    each = [(after - at).total_seconds() for at, after in pairwise(handled(bench.audit))]
    return Line(reference, Measure("consume alone", len(each), sum(each), each))


def replaying(bench: Bench) -> Line:
    rows = read(bench.url, TABLE)
    reference = whole("raw SELECT", rows, lambda: read(bench.url, TABLE))
    bench.labellisation.service.recorded.clear()
    measured = in_batches(f"replay, by {PAGE:,} events", replay(bench.labellisation))
    return Line(reference, measured)
