"""The log of a service: told by its relay, heard by another service, read again."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise

from bench.banc import Banc
from bench.brut import Broker, read
from bench.mesures import Line, Measure, in_batches, whole
from bench.services import PAGE, Watch, bodies, handled, replay
from shared.log.readers import BATCH
from shared.log.relay import Relay
from shared.rabbitmq.publisher import RabbitPublisher

TABLE = "labellisation_events"
EXCHANGE = "labellisation.events"
LOOK_AGAIN = 0.02


def told_and_heard(banc: Banc) -> Iterator[Line]:
    """The other service is not there yet: its queue fills, and so does that of the reference."""
    with closing(Broker(banc.uri, "reference.heard")) as copies:
        copies.hear(EXCHANGE, "StructureSignalee")
        yield telling(banc)
        yield hearing(banc, copies)


def telling(banc: Banc) -> Line:
    """Every fact reaches a quorum queue, on both sides; a batch holds receipts too."""
    facts = bodies(banc.labellisation)
    with closing(Broker(banc.uri, "reference.told")) as raw:
        reference = whole("raw confirms, pipelined", len(facts), lambda: raw.publish(facts))
    banc.labellisation.service.recorded.clear()
    with closing(Broker(banc.uri, "reference.copies")) as copies:
        copies.hear(EXCHANGE, "StructureRemontee")
        measured = in_batches(f"relay, by {BATCH} events", relayed(banc))
    return Line(reference, replace(measured, count=len(facts)))


def relayed(banc: Banc) -> Iterator[int]:
    told = banc.labellisation
    with closing(RabbitPublisher(banc.uri)) as bus:
        relay = Relay(told.service, told.model, told.to_contract, bus)
        while count := relay.run():
            yield count


def hearing(banc: Banc, copies: Broker) -> Line:
    """From the first recorded to the last; the durations are from each to the next."""
    count = copies.length()
    reference = whole("raw consume, acks by 100", count, lambda: copies.consume(count))
    watch = Watch(banc.audit, LOOK_AGAIN)
    with watch.looking(), banc.running("audit", "service"):
        watch.wait_for_all(count)
    each = [(after - at).total_seconds() for at, after in pairwise(handled(banc.audit))]
    return Line(reference, Measure("consume alone", len(each), sum(each), each))


def replaying(banc: Banc) -> Line:
    rows = read(banc.url, TABLE)
    reference = whole("raw SELECT", rows, lambda: read(banc.url, TABLE))
    banc.labellisation.service.recorded.clear()
    measured = in_batches(f"replay, by {PAGE:,} events", replay(banc.labellisation))
    return Line(reference, measured)
