"""The path of a command through real processes: recorded, published, recorded by a consumer."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from itertools import repeat
from time import sleep

from bench import baseline
from bench.baseline import Broker
from bench.saves import prepare
from bench.services import Watch, caught_up, emptying, handled, receipt_of_the_fact, signalement
from bench.setup import Bench
from bench.timing import LIGHT, Line, Measure, Operations, one_by_one, together, whole
from console.execution.remote import Remote
from services.labellisation.dossier.commands import RemonterStructure

ROLES = (("labellisation", "service"), ("labellisation", "worker"), ("audit", "service"))
SELDOM = 0.01
"""Between two looks at the log, in seconds."""

THROUGH_THE_BROKER = 1000
"""Messages of the reference, for each second of a measure."""


def paths(bench: Bench) -> Iterator[Line]:
    with started(bench) as (remotes, _):
        yield one_at_a_time(bench, remotes[0])
        yield Line(raw_in_flight(bench), in_flight(bench, remotes))


@contextmanager
def started(bench: Bench) -> Iterator[tuple[list[Remote], list[int]]]:
    """The clients of three processes that have handled a command and read their log; their ids."""
    prepare(bench)
    with ExitStack() as stack:
        pids = [stack.enter_context(bench.running(*process)) for process in ROLES]
        remotes = [stack.enter_context(closing(Remote(bench.uri))) for _ in range(bench.window)]
        watch = Watch(bench.audit)
        with watch.looking():
            path(watch, remotes[0], bench.open.pop())
        while not caught_up(bench.labellisation):
            sleep(SELDOM)
        yield remotes, pids


def one_at_a_time(bench: Bench, remote: Remote) -> Line:
    """The wait of a person, from the command to its effect in the other service."""
    with baseline.through_both(bench.url, bench.uri) as both:
        what = "raw INSERT, confirm, consume"
        reference = one_by_one(what, LIGHT * bench.seconds, repeat(both))
    watch = Watch(bench.audit)
    with watch.looking():
        commands = asking(watch, remote, emptying(bench.open))
        return Line(reference, one_by_one("path, one at a time", bench.seconds, commands))


def raw_in_flight(bench: Bench) -> Measure:
    bodies = [baseline.BODY] * int(THROUGH_THE_BROKER * bench.seconds)
    with closing(Broker(bench.uri, "reference.flood")) as broker:
        what = "raw confirms, then consume"
        return whole(what, len(bodies), partial(through_the_broker, broker, bodies))


def in_flight(bench: Bench, remotes: Sequence[Remote]) -> Measure:
    """Each client sends its next command once the other service has recorded the previous one."""
    watch = Watch(bench.audit)
    clients = [asking(watch, remote, emptying(bench.open)) for remote in remotes]
    with watch.looking():
        measured = together(f"path, {len(remotes)} in flight", bench.seconds, clients)
    assert len(handled(bench.audit)) >= measured.count
    return measured


def through_the_broker(broker: Broker, bodies: Sequence[bytes]) -> None:
    broker.publish(bodies)
    broker.consume(len(bodies))


def asking(watch: Watch, remote: Remote, demandes: Iterator[RemonterStructure]) -> Operations:
    for demande in demandes:
        yield partial(path, watch, remote, demande)


def path(watch: Watch, remote: Remote, demande: RemonterStructure) -> None:
    command = signalement(demande)
    assert remote.send(command).accepted
    watch.wait_for(receipt_of_the_fact(command))
