"""The tables, on the screen and in docs/performances.md."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from kombu import Connection
from rich.console import Console
from rich.table import Table

from bench.setup import Rest
from bench.timing import Line, Measure
from shared.clock import SystemClock
from shared.files import write_whole
from tests.faults.commit import commit
from tests.servers.addresses import Servers

PAGE = Path(__file__).parents[1] / "docs" / "performances.md"
COLUMNS = ("measure", "n", "per second", "p50 ms", "p99 ms", "ratio")
CORES = ("cores of its clients", "cores of the machine", "per second and core")
AT_REST = (
    "process at rest",
    "ready after s",
    "CPU, % of a core",
    "memory MB",
    "shared pages divided",
)
Row = tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """A part of the page that a run rewrites, between two marks; `cores`: with the CPU time."""

    begin: str
    end: str
    cores: bool = False


WHOLE = Block("<!-- measured -->", "<!-- end -->")
QUESTIONS = Block("<!-- measured questions -->", "<!-- end of questions -->")
PEERS = Block("<!-- measured beside peers -->", "<!-- end of peers -->", cores=True)


@dataclass(frozen=True)
class Found:
    """The measures of one run, and the machine that it ran on."""

    machine: Sequence[str]
    lines: Sequence[Line]
    notes: Sequence[str] = ()
    rests: Sequence[Rest] = ()
    memory: Mapping[str, int] = field(default_factory=dict)

    def tables(self, cores: bool) -> Iterator[tuple[Row, list[Row]]]:
        """The columns and the rows of each table that has some."""
        if self.lines:
            yield COLUMNS + CORES * cores, rows(self.lines, cores)
        if self.rests:
            yield AT_REST, [resting(each) for each in self.rests]

    def sentences(self) -> list[str]:
        """The sentences that the page shows below its tables."""
        return [*self.notes, *([weighed(self.memory)] if self.memory else [])]


def rows(lines: Sequence[Line], cores: bool) -> list[Row]:
    """Each measure below its reference, which is not repeated for the next one."""
    found, before = list[Row](), None
    for line in lines:
        if line.reference is not before:
            found.append(row(line.reference, "1", cores))
        found.append(row(line.measured, f"{line.ratio:.3f}", cores))
        before = line.reference
    return found


def row(measure: Measure, ratio: str, cores: bool) -> Row:
    rate, p50, p99 = rated(measure.rate), measure.percentile(50), measure.percentile(99)
    used = cores_used(measure) if cores else ()
    return measure.what, f"{measure.count:,}", rate, p50, p99, ratio, *used


def rated(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.2f}"


def cores_used(measure: Measure) -> Row:
    if not measure.cpu:
        return ("—",) * len(CORES)
    own, machine = measure.cpu.own, measure.cpu.machine
    return (
        f"{own / measure.seconds:.2f}",
        f"{machine / measure.seconds:.2f}",
        rated(measure.count / machine),
    )


def resting(rest: Rest) -> Row:
    return (
        rest.process,
        f"{rest.ready:.1f}",
        f"{100 * rest.cores:.1f}",
        f"{rest.megabytes:.0f}",
        f"{rest.alone:.0f}",
    )


def summary(line: Line) -> str:
    """A measure in a line, for those who wait."""
    return f"{line.measured.what}: {rated(line.measured.rate)} per second, {line.ratio:.3f}"


def show(found: Found, block: Block, screen: Console) -> None:
    screen.print(*found.machine, sep="\n")
    for columns, cells in found.tables(block.cores):
        table = Table()
        for column in columns:
            table.add_column(column, justify="left" if column == columns[0] else "right")
        for each in cells:
            table.add_row(*each)
        screen.print(table)
    screen.print(*found.sentences(), sep="\n")


def described(servers: Servers) -> list[str]:
    """The commit, the machine (not its name) and its load."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        commit().in_english(),
        f"{SystemClock().now():%Y-%m-%d}, load average {os.getloadavg()[0]:.1f} before the run",
        f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GB",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        f"{postgres(servers.postgres)}, {rabbitmq(servers.rabbitmq)}, on the same machine",
    ]


def postgres(url: str) -> str:
    with psycopg.connect(url) as session:
        version, *durable = (
            session.execute("SELECT current_setting(%s)", [name]).fetchall()[0][0]
            for name in ("server_version", "fsync", "synchronous_commit")
        )
    fsync, commit = durable
    return f"PostgreSQL {version.split()[0]} (fsync {fsync}, synchronous_commit {commit})"


def rabbitmq(url: str) -> str:
    with Connection(url) as connection:
        connection.connect()
        return f"RabbitMQ {connection.connection.server_properties['version']}"


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def record(found: Found, block: Block) -> None:
    """Write between the two marks of the page; the rest of the page is written by hand."""
    described = [f"- {each}" for each in found.machine]
    tables = [line for table in found.tables(block.cores) for line in ("", *ruled(*table))]
    said = [line for sentence in found.sentences() for line in ("", sentence)]
    text = "\n".join([*described, *tables, *said])
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(block.begin)
    after = rest.partition(block.end)[2]
    write_whole(PAGE, f"{before}{block.begin}\n{text}\n{block.end}{after}".encode())


def ruled(columns: Row, cells: Sequence[Row]) -> list[str]:
    """A table of Markdown, numbers on the right."""
    rule = ("---", *("--:" for _ in columns[1:]))
    return ["| " + " | ".join(each) + " |" for each in (columns, rule, *cells)]


def weighed(memory: Mapping[str, int]) -> str:
    held = ", ".join(f"{name} {megabytes}" for name, megabytes in memory.items())
    return f"Peak memory of each process, in MB: {held}."
