"""The path of a command through real processes: recorded, published, recorded by a consumer."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from itertools import repeat
from time import process_time, sleep

from bench import baseline
from bench.baseline import Broker
from bench.processes import machine_seconds, session_seconds
from bench.saves import prepare
from bench.services import Watch, caught_up, emptying, handled, receipt_of_the_fact, signalement
from bench.setup import Bench
from bench.timing import LIGHT, Line, Measure, Operations, one_by_one, together, whole
from console.execution.remote import Remote
from services.labellisation.dossier.commands import RemonterStructure

ROLES = (("labellisation", "service"), ("labellisation", "worker"), ("audit", "service"))
SELDOM = 0.01
"""Between two looks at the log, in seconds."""

WHOLE = "the machine"

THROUGH_THE_BROKER = 1000
"""Messages of the reference, for each second of a measure."""


def paths(bench: Bench) -> Iterator[Line]:
    with started(bench) as (remotes, pids):
        yield one_at_a_time(bench, remotes[0])
        reference, before = raw_in_flight(bench), spent(pids)
        measured = in_flight(bench, remotes)
        bench.notes.append(cost(measured.count, before, spent(pids)))
        yield Line(reference, measured)


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


def spent(pids: Sequence[int]) -> dict[str, float]:
    """The seconds of CPU time until now of the clients, of our processes, of the whole machine."""
    names = [f"{service} {role}" for service, role in ROLES]
    ours = dict(zip(names, map(session_seconds, pids), strict=True))
    return {"clients": process_time(), **ours, WHOLE: machine_seconds()}


def cost(paths: int, before: Mapping[str, float], after: Mapping[str, float]) -> str:
    each = {name: 1000 * (after[name] - before[name]) / paths for name in after}
    whole = each.pop(WHOLE)
    named = ", ".join(f"{name} {spent:.2f}" for name, spent in each.items())
    return (
        f"CPU time of each of the paths in flight, in ms: {named}, servers and others "
        f"{whole - sum(each.values()):.2f}. Together {whole:.2f}: two cores would be busy with "
        f"{2000 / whole:,.0f} paths a second, and with {2000 / (whole - ours(each)):,.0f} if ours "
        "cost nothing."
    )


def ours(each: Mapping[str, float]) -> float:
    return sum(spent for name, spent in each.items() if name != "clients")


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
