"""The path of a command, through real processes: recorded, told, recorded by who listens."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from itertools import repeat
from time import sleep

from bench import brut
from bench.banc import Banc
from bench.brut import Broker
from bench.mesures import Line, Measure, Operations, one_by_one, together, whole
from bench.sauvegardes import LIGHT
from bench.services import Watch, caught_up, emptying, handled, signalement, told
from console.execution.remote import Remote
from services.labellisation.commands import RemonterStructure

ROLES = (("labellisation", "service"), ("labellisation", "worker"), ("audit", "service"))
OFTEN, SELDOM = 0.001, 0.01
"""Between two looks at the log, in seconds."""

THROUGH_THE_BROKER = 1000
"""Messages of the reference, for each second of a measure."""


def paths(banc: Banc, window: int) -> Iterator[Line]:
    with ExitStack() as stack:
        for service, role in ROLES:
            stack.enter_context(banc.running(service, role))
        remotes = [stack.enter_context(closing(Remote(banc.uri))) for _ in range(window)]
        yield one_at_a_time(banc, remotes[0])
        yield in_flight(banc, remotes)


def one_at_a_time(banc: Banc, remote: Remote) -> Line:
    """What somebody waits for who sees the effect in the other service."""
    watch = Watch(banc.audit, OFTEN)
    with watch.looking():
        path(watch, remote, banc.open.pop())
        while not caught_up(banc.labellisation):
            sleep(SELDOM)
        reference = raw_one_at_a_time(banc)
        asked = asking(watch, remote, emptying(banc.open))
        return Line(reference, one_by_one("path, one at a time", banc.seconds, asked))


def raw_one_at_a_time(banc: Banc) -> Measure:
    queue = Broker(banc.uri, "reference.alone", group=1)
    with brut.inserting(banc.url) as insert, closing(queue) as broker:

        def through_both() -> None:
            insert()
            through_the_broker(broker, [brut.BODY])

        what = "raw INSERT, confirm, consume"
        return one_by_one(what, LIGHT * banc.seconds, repeat(through_both))


def in_flight(banc: Banc, remotes: Sequence[Remote]) -> Line:
    """Each client asks again once the other service has recorded what it asked."""
    bodies = [brut.BODY] * int(THROUGH_THE_BROKER * banc.seconds)
    with closing(Broker(banc.uri, "reference.flood")) as broker:
        what = "raw confirms, then consume"
        reference = whole(what, len(bodies), partial(through_the_broker, broker, bodies))
    watch, demandes = Watch(banc.audit, SELDOM), iter(banc.open)
    clients = [asking(watch, remote, demandes) for remote in remotes]
    with watch.looking():
        measured = together(f"path, {len(remotes)} in flight", banc.seconds, clients)
    assert len(handled(banc.audit)) >= measured.count
    return Line(reference, measured)


def through_the_broker(broker: Broker, bodies: Sequence[bytes]) -> None:
    broker.publish(bodies)
    broker.consume(len(bodies))


def asking(watch: Watch, remote: Remote, demandes: Iterator[RemonterStructure]) -> Operations:
    for demande in demandes:
        yield partial(path, watch, remote, demande)


def path(watch: Watch, remote: Remote, demande: RemonterStructure) -> None:
    command = signalement(demande)
    assert remote.send(command).accepted
    watch.wait_for(told(command))
