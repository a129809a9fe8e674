"""`make bench`: what our services do, beside what their servers can do. Nothing is asserted."""

import argparse
import logging
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid5

import psycopg
from rich.console import Console
from sqlalchemy.engine import make_url

from bench import brut
from bench.mesures import Line, Measure, timed, times, together, whole
from bench.rapport import described, record, table
from bench.services import (
    Demandes,
    asking,
    geography,
    handled,
    known_to,
    peak_memory,
    process,
    receiving,
    relay_all,
    replay_all,
    signalement,
    until,
)
from console.remote import Remote
from console.services import APPLICATIONS, BUILDERS
from services.labellisation.domain import Dossier
from shared.component import Component
from shared.migrations import started
from shared.settings import from_environment
from shared.tails import recorded_after
from shared.topology import declare
from tests.journeys.drivers import process_environment
from tests.servers import servers as first_available
from tests.servers.addresses import Servers
from tests.servers.isolation import databases, vhost

CLIENTS = 32


@dataclass
class Bench:
    servers: Servers
    uri: str
    environment: dict[str, str]
    components: dict[str, Component]
    folder: Path
    scale: float
    demandes: Demandes = field(default_factory=Demandes)
    memory: dict[str, int] = field(default_factory=dict)

    def n(self, count: int) -> int:
        return max(CLIENTS, int(count * self.scale))

    @property
    def url(self) -> str:
        """Where the references are written: the database of labellisation, as its owner."""
        database = make_url(self.components["labellisation"].model.engine.url).database
        owner = make_url(self.servers.postgres).set(database=database)
        return owner.render_as_string(hide_password=False)

    @contextmanager
    def running(self, service: str, role: str) -> Iterator[None]:
        """A real process; the most memory that it held is kept for the report."""
        log = self.folder / f"{service}-{role}.log"
        with process(service, role, self.environment, log) as child:
            yield
            self.memory[f"{service} {role}"] = peak_memory(child.pid)

    def lines(self) -> Iterator[Line]:
        yield self.save_one()
        yield self.save_many()
        yield self.relay()
        yield self.replay()
        yield self.consume()
        yield from self.path()

    def save_one(self) -> Line:
        count = self.n(1000)
        with psycopg.connect(self.url) as connection:
            connection.execute(brut.TABLE)
            connection.commit()
            reference = timed(times(brut.inserting(connection), count))
        service = self.components["labellisation"].service
        measured = timed(receiving(service, self.demandes.remontees(count)))
        return Line("save of one event and its receipt", measured, "raw INSERT", reference)

    def save_many(self) -> Line:
        each = self.n(1600) // CLIENTS
        with ExitStack() as closing:
            connections = [closing.enter_context(psycopg.connect(self.url)) for _ in range(CLIENTS)]
            reference = together([list(times(brut.inserting(c), each)) for c in connections])
        service = self.components["labellisation"].service
        threads = [receiving(service, self.demandes.remontees(each)) for _ in range(CLIENTS)]
        return Line(
            f"{CLIENTS} concurrent saves", together(threads), f"raw INSERT × {CLIENTS}", reference
        )

    def relay(self) -> Line:
        labellisation = self.components["labellisation"]
        count = len(recorded_after(labellisation.service, 0, limit=1_000_000)) // 2
        reference = whole(count, lambda: brut.publish(self.uri, [brut.BODY] * count))
        measured = whole(count, lambda: relay_all(labellisation, self.uri))
        return Line("relay of recorded facts", measured, "raw pipelined confirms", reference)

    def replay(self) -> Line:
        labellisation = self.components["labellisation"]
        labellisation.service.recorded.clear()
        rows = brut.read(self.url, "labellisation_events")
        reference = whole(rows, lambda: brut.read(self.url, "labellisation_events"))
        measured = whole(rows, lambda: replay_all(labellisation))
        return Line("replay", measured, "raw read of the rows", reference)

    def consume(self) -> Line:
        """Facts that wait in the queue when the reader starts, from the first to the last."""
        labellisation, audit = self.components["labellisation"], self.components["audit"]
        demandes = self.demandes.remontees(self.n(1000))
        for command in demandes:
            for each in receiving(labellisation.service, [command, signalement(command)]):
                each()
        relay_all(labellisation, self.uri)
        brut.publish(self.uri, [brut.BODY] * len(demandes))
        reference = whole(len(demandes), lambda: brut.consume(self.uri, len(demandes)))
        with self.running("audit", "service"):
            until(lambda: len(handled(audit, 0)) >= len(demandes))
        moments = handled(audit, 0)
        seconds = (moments[-1] - moments[0]).total_seconds()
        return Line(
            "consume alone", Measure(len(moments), seconds), "raw consume, acks by 100", reference
        )

    def path(self) -> Iterator[Line]:
        """From the command to what the next service has recorded, through four processes."""
        roles = [("labellisation", "service"), ("labellisation", "worker"), ("audit", "service")]
        with ExitStack() as closing:
            for service, role in roles:
                closing.enter_context(self.running(service, role))
            remotes = [Remote(self.uri) for _ in range(CLIENTS)]
            for remote in remotes:
                closing.callback(remote.close)
            yield self.path_alone(remotes[0])
            yield self.path_loaded(remotes)

    def path_alone(self, remote: Remote) -> Line:
        """One at a time: what somebody waits for."""
        count = self.n(100)
        demandes = self.demandes.remontees(count)
        for command in demandes:
            remote.send(command)

        def one(command: Any) -> None:
            remote.send(signalement(command))
            until(lambda: known_to(self.components["audit"], self.told(command)))

        measured = timed([partial(one, command) for command in demandes])
        reference = timed(times(partial(self.one_commit_one_confirm), count))
        return Line("path of one command", measured, "one INSERT, one confirm", reference)

    def path_loaded(self, remotes: Sequence[Remote]) -> Line:
        audit = self.components["audit"]
        demandes = self.demandes.remontees(self.n(960))
        together(asking(remotes, demandes))
        reference = whole(len(demandes), lambda: self.through_the_broker(len(demandes)))
        already = len(handled(audit, 0))

        def all_the_way() -> None:
            together(asking(remotes, [signalement(each) for each in demandes]))
            until(lambda: len(handled(audit, 0)) - already >= len(demandes))

        measured = whole(len(demandes), all_the_way)
        what = f"path, {CLIENTS} clients"
        return Line(what, measured, "raw publish, confirm, consume", reference)

    def told(self, command: Any) -> UUID:
        """The fact by which a signalled structure is told: the third event of its file."""
        service = self.components["labellisation"].service
        events = service.recorder.select_events(Dossier.create_id(command.structure_id))
        return uuid5(UUID(str(events[-1].originator_id)), str(events[-1].originator_version))

    def one_commit_one_confirm(self) -> None:
        with psycopg.connect(self.url) as connection:
            brut.inserting(connection)()
        brut.publish(self.uri, [brut.BODY])
        brut.consume(self.uri, 1)

    def through_the_broker(self, count: int) -> None:
        brut.publish(self.uri, [brut.BODY] * count)
        brut.consume(self.uri, count)


@contextmanager
def bench(scale: float) -> Iterator[Bench]:
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="fs-bench-")))
        servers = closing.enter_context(first_available())
        urls = closing.enter_context(databases(servers, list(BUILDERS)))
        uri = closing.enter_context(vhost(servers))
        environment = process_environment(folder, 25, urls, uri)
        declare(uri, APPLICATIONS)
        components = {}
        with patch.dict("os.environ", environment):
            for name in ("labellisation", "audit"):
                components[name] = started(BUILDERS[name], name, from_environment(name))
                closing.callback(components[name].close)
        geography(components["labellisation"])
        yield Bench(servers, uri, environment, components, folder, scale)


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1 takes about two minutes")
    asked = parser.parse_args(words)
    logging.basicConfig(level=logging.WARNING)
    console = Console(width=None if sys.stdout.isatty() else 140)
    lines: list[Line] = []
    with bench(asked.scale) as ready:
        for line in ready.lines():
            lines.append(line)
            console.print(f"{line.what} : {line.measured.rate:,.0f}/s ({line.ratio:.2f})")
        machine = described(ready.servers)
        memory = dict(ready.memory)
    console.print(table(lines))
    record(lines, machine, memory)


main(sys.argv[1:])
