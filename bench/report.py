"""The table, on the screen and in docs/performances.md."""

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg
from kombu import Connection
from rich.table import Table

from bench.timing import Line, Measure
from shared.clock import SystemClock
from shared.files import write_whole
from tests.faults.commit import commit
from tests.servers.addresses import Servers

PAGE = Path(__file__).parents[1] / "docs" / "performances.md"
BEGIN, END = "<!-- measured -->", "<!-- end -->"
COLUMNS = ("measure", "n", "per second", "p50 ms", "p99 ms", "ratio")


def rows(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """Each measure below its reference."""
    return [
        row
        for line in lines
        for row in (
            (*figures(line.reference), "1"),
            (*figures(line.measured), f"{line.ratio:.3f}"),
        )
    ]


def figures(measure: Measure) -> tuple[str, ...]:
    rate, p50, p99 = f"{measure.rate:,.0f}", measure.percentile(50), measure.percentile(99)
    return measure.what, f"{measure.count:,}", rate, p50, p99


def table(lines: Sequence[Line]) -> Table:
    shown = Table()
    for column in COLUMNS:
        shown.add_column(column, justify="left" if column == COLUMNS[0] else "right")
    for rank, row in enumerate(rows(lines)):
        shown.add_row(*row, style="" if rank % 2 else "dim", end_section=bool(rank % 2))
    return shown


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


def record(lines: Sequence[Line], machine: Sequence[str], memory: Mapping[str, int]) -> None:
    """Write between the two marks of the page; the rest of the page is written by hand."""
    ruled = ["---", *("--:" for _ in COLUMNS[1:])]
    cells = ["| " + " | ".join(each) + " |" for each in [COLUMNS, ruled, *rows(lines)]]
    described = [f"- {each}" for each in machine]
    text = "\n".join([*described, "", *cells, "", weighed(memory)])
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    write_whole(PAGE, f"{before}{BEGIN}\n{text}\n{END}{after}".encode())


def weighed(memory: Mapping[str, int]) -> str:
    held = ", ".join(f"{name} {megabytes}" for name, megabytes in memory.items())
    return f"Peak memory of each process, in MB: {held}."
