"""Requests: many clients ask one service process through the broker, and await its answers."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial

from bench.baseline import through_both
from bench.clients import in_processes
from bench.setup import Bench
from bench.timing import LIGHT, Line, Measure, Operations, together
from console.execution.remote import Remote
from services.labellisation.dossier.commands import RemonterStructure


def requests(bench: Bench) -> Iterator[Line]:
    """Only the service process runs: the relay and the projections would share its cores."""
    what = f"raw INSERT, confirm, consume, {bench.clients} processes"
    both = partial(through_both, bench.url, bench.uri)
    reference = in_processes(what, LIGHT * bench.seconds, bench.clients, both)
    with ExitStack() as stack:
        stack.enter_context(bench.running("labellisation", "service"))
        remotes = [stack.enter_context(closing(Remote(bench.uri))) for _ in range(bench.clients)]
        ask(remotes[0], next(bench.demandes.remontees()))
        yield Line(reference, in_flight(bench, remotes))


def in_flight(bench: Bench, remotes: Sequence[Remote]) -> Measure:
    what = f"requests: first, {len(remotes)} in flight"
    return together(what, bench.seconds, [asking(bench, remote) for remote in remotes])


def asking(bench: Bench, remote: Remote) -> Operations:
    for demande in bench.demandes.remontees():
        yield partial(ask, remote, demande)
        bench.open.append(demande)


def ask(remote: Remote, demande: RemonterStructure) -> None:
    answer = remote.send(demande)
    assert answer.accepted, answer
