"""The path of a command through real processes: recorded, published, recorded by a consumer."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from itertools import repeat
from time import sleep

from bench import baseline
from bench.baseline import Broker
from bench.saves import LIGHT
from bench.services import Watch, caught_up, emptying, fact_id, handled, signalement
from bench.setup import Bench
from bench.timing import Line, Measure, Operations, one_by_one, together, whole
from console.execution.remote import Remote
from services.labellisation.dossier.commands import RemonterStructure

ROLES = (("labellisation", "service"), ("labellisation", "worker"), ("audit", "service"))
OFTEN, SELDOM = 0.001, 0.01
"""Between two looks at the log, in seconds."""

THROUGH_THE_BROKER = 1000
"""Messages of the reference, for each second of a measure."""


def paths(bench: Bench, window: int) -> Iterator[Line]:
    with ExitStack() as stack:
        for service, role in ROLES:
            stack.enter_context(bench.running(service, role))
        remotes = [stack.enter_context(closing(Remote(bench.uri))) for _ in range(window)]
        yield one_at_a_time(bench, remotes[0])
        yield in_flight(bench, remotes)


def one_at_a_time(bench: Bench, remote: Remote) -> Line:
    """The wait of a person, from the command to its effect in the other service."""
    watch = Watch(bench.audit, OFTEN)
    with watch.looking():
        path(watch, remote, bench.open.pop())
        while not caught_up(bench.labellisation):
            sleep(SELDOM)
        reference = raw_one_at_a_time(bench)
        commands = asking(watch, remote, emptying(bench.open))
        return Line(reference, one_by_one("path, one at a time", bench.seconds, commands))


def raw_one_at_a_time(bench: Bench) -> Measure:
    queue = Broker(bench.uri, "reference.alone", group=1)
    with baseline.inserting(bench.url) as insert, closing(queue) as broker:

        def through_both() -> None:
            insert()
            through_the_broker(broker, [baseline.BODY])

        what = "raw INSERT, confirm, consume"
        return one_by_one(what, LIGHT * bench.seconds, repeat(through_both))


def in_flight(bench: Bench, remotes: Sequence[Remote]) -> Line:
    """Each client sends its next command once the other service has recorded the previous one."""
    bodies = [baseline.BODY] * int(THROUGH_THE_BROKER * bench.seconds)
    with closing(Broker(bench.uri, "reference.flood")) as broker:
        what = "raw confirms, then consume"
        reference = whole(what, len(bodies), partial(through_the_broker, broker, bodies))
    watch, demandes = Watch(bench.audit, SELDOM), iter(bench.open)
    clients = [asking(watch, remote, demandes) for remote in remotes]
    with watch.looking():
        measured = together(f"path, {len(remotes)} in flight", bench.seconds, clients)
    assert len(handled(bench.audit)) >= measured.count
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
    watch.wait_for(fact_id(command))
