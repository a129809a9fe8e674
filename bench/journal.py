"""The log: telling what it says, reading it again, in this process."""

from collections.abc import Iterator

from bench.banc import Banc
from bench.brut import Broker, read
from bench.mesures import Line, in_batches, whole
from bench.services import PAGE, bodies, replay
from shared.publisher import RabbitPublisher
from shared.relay import Relay
from shared.tails import BATCH


def telling(banc: Banc) -> Line:
    """Every fact reaches a quorum queue, on both sides."""
    facts = bodies(banc.labellisation)
    raw, copies = (Broker(banc.uri, f"reference.{name}") for name in ("raw", "copies"))
    copies.hear("labellisation.events", "#")
    reference = whole("raw confirms, pipelined", len(facts), lambda: raw.publish(facts))
    banc.labellisation.service.recorded.clear()
    measured = in_batches(f"relay, batches of {BATCH}", relayed(banc))
    for broker in (raw, copies):
        broker.close()
    return Line(reference, measured)


def relayed(banc: Banc) -> Iterator[int]:
    bus = RabbitPublisher(banc.uri)
    relay = Relay(
        banc.labellisation.service, banc.labellisation.model, banc.labellisation.to_contract, bus
    )
    while count := relay.run():
        yield count
    bus.close()


def replaying(banc: Banc) -> Line:
    rows = read(banc.url, "labellisation_events")
    reference = whole("raw SELECT", rows, lambda: read(banc.url, "labellisation_events"))
    banc.labellisation.service.recorded.clear()
    return Line(reference, in_batches(f"replay, batches of {PAGE}", replay(banc.labellisation)))
