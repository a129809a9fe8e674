"""Emmett: an event store of Node, measured by a program of its own, in one process."""

import json
from collections.abc import Iterator
from typing import Any

from bench.baseline import BODY
from bench.peers.npm import Peers
from bench.processes import Cpu, machine_seconds
from bench.setup import Bench
from bench.timing import Measure
from tests.servers.addresses import inherited
from tests.servers.children import Children


def append(bench: Bench, peers: Peers, url: str, clients: int) -> Measure:
    """One process serves all the clients, as it would in production, on as many connections."""
    options = {"url": url, "seconds": bench.seconds, "clients": clients, "size": len(BODY)}
    words = ["node", "emmett.mjs", json.dumps(options)]
    with Children() as children:
        process = children.talk(words, inherited(), peers.folder)
        lines = said(process.stdout)
        next(lines)
        busy = machine_seconds()
        found = next(lines)
        busy = machine_seconds() - busy
        assert process.wait() == 0
    cpu = Cpu(found["cpu"], busy)
    what = f"Emmett: append, {clients} at once"
    return Measure(what, len(found["each"]), found["seconds"], found["each"], cpu)


def said(output: Any) -> Iterator[Any]:
    """The lines that the Node program prints: one when it begins, one with its results."""
    for line in output:
        yield json.loads(line)
