"""The same append by us and by other event stores, on the same PostgreSQL, in the same run."""

from collections.abc import Iterator

from bench.clients import in_processes
from bench.path import in_flight, raw_in_flight, started
from bench.peers import emmett, message_db, ours
from bench.peers.npm import NoPeers, installed
from bench.setup import Bench
from bench.timing import Line, metered
from tests.servers.isolation import databases

__all__ = ["NoPeers", "with_peers"]


def with_peers(bench: Bench) -> Iterator[Line]:
    """Alone, then many at once; then the path, which is more than an append. Raises NoPeers."""
    with (
        installed(bench.folder / "peers") as peers,
        databases(bench.servers, ["emmett", "message_db"]) as urls,
    ):
        message_db.make_tables(urls["message_db"], peers)
        bench.notes.append(f"Peers: {peers.versions()}.")
        for clients in (1, bench.clients):
            raw = ours.raw(bench, clients)
            yield from (Line(raw, each) for each in ours.appends(bench, clients))
            yield Line(raw, emmett.append(bench, peers, urls["emmett"], clients))
            write = message_db.writer(urls["message_db"])
            what = f"message-db: append, {clients} at once"
            yield Line(raw, in_processes(what, bench.seconds, clients, write))
    yield path(bench)


def path(bench: Bench) -> Line:
    """Its clients are this program and the three processes of the path."""
    with started(bench) as (remotes, pids):
        raw = metered(lambda: raw_in_flight(bench))
        return Line(raw, metered(lambda: in_flight(bench, remotes), pids))
