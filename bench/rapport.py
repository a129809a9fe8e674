"""The table, on the screen and in docs/performances.md."""

import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg
from kombu import Connection
from rich.table import Table

from bench.mesures import Line
from shared.clock import SystemClock
from shared.files import write_whole
from tests.servers.addresses import Servers

PAGE = Path(__file__).parents[1] / "docs" / "performances.md"
BEGIN, END = "<!-- measured -->", "<!-- end -->"
COLUMNS = ("what", "n", "per second", "p50 ms", "p99 ms", "reference", "its rate", "ratio")


def row(line: Line) -> tuple[str, ...]:
    measured = line.measured
    return (
        line.what,
        f"{measured.count}",
        f"{measured.rate:,.0f}",
        measured.percentile(50),
        measured.percentile(99),
        line.against,
        f"{line.reference.rate:,.0f}",
        f"{line.ratio:.3f}",
    )


def table(lines: Sequence[Line]) -> Table:
    shown = Table()
    for column in COLUMNS:
        shown.add_column(column)
    for line in lines:
        shown.add_row(*row(line))
    return shown


def described(servers: Servers) -> list[str]:
    """The machine, without its name."""
    with psycopg.connect(servers.postgres) as session:
        [(postgres, fsync)] = session.execute(
            "SELECT current_setting('server_version'), current_setting('fsync')"
        ).fetchall()
    with Connection(servers.rabbitmq) as connection:
        connection.connect()
        rabbitmq = connection.connection.server_properties["version"]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return [
        f"{SystemClock().now():%Y-%m-%d}",
        f"{processor()}, {os.cpu_count()} cores, {memory} GB",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        f"PostgreSQL {postgres.split()[0]} (fsync {fsync}), RabbitMQ {rabbitmq}, all on it",
    ]


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def record(lines: Sequence[Line], machine: Sequence[str], memory: Mapping[str, int]) -> None:
    """Between the two marks of the page; what is around them is written by hand."""
    rows = ["| " + " | ".join(each) + " |" for each in [COLUMNS, *map(row, lines)]]
    rows.insert(1, "|" + "---|" * len(COLUMNS))
    held = ", ".join(f"{name} {megabytes}" for name, megabytes in memory.items())
    text = "\n".join(
        [*(f"- {each}" for each in machine), "", *rows, "", f"Peak memory, MB: {held}."]
    )
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    write_whole(PAGE, f"{before}{BEGIN}\n{text}\n{END}{after}".encode())
    print(f"Written to {PAGE.name}.", file=sys.stderr)
