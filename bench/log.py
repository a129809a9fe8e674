"""The log of a service: told by its relay, heard by another service, read again."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise

from bench.baseline import Broker, read
from bench.services import PAGE, Watch, bodies, handled, replay
from bench.setup import Bench
from bench.timing import Line, Measure, in_batches, whole
from shared.log.readers import BATCH
from shared.log.relay import Relay
from shared.rabbitmq.publisher import RabbitPublisher

TABLE = "labellisation_events"
EXCHANGE = "labellisation.events"
LOOK_AGAIN = 0.02


def told_and_heard(bench: Bench) -> Iterator[Line]:
    """The other service is not there yet: its queue fills, and so does that of the reference."""
    with closing(Broker(bench.uri, "reference.heard")) as copies:
        copies.hear(EXCHANGE, "StructureSignalee")
        yield telling(bench)
        yield hearing(bench, copies)


def telling(bench: Bench) -> Line:
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
    told = bench.labellisation
    with closing(RabbitPublisher(bench.uri)) as bus:
        relay = Relay(told.service, told.model, told.to_contract, bus)
        while count := relay.run():
            yield count


def hearing(bench: Bench, copies: Broker) -> Line:
    """From the first recorded to the last; the durations are from each to the next."""
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
