"""The CPU time and memory of processes, as the kernel counts them (Linux)."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Self

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
"""Of CPU time, in a second."""

SESSION, USER, WAITED_SYSTEM = 3, 11, 14
"""Fields of `stat`, after the name: user and system time, then those of ended children."""

IDLE = slice(3, 5)
"""Fields of a CPU: idle, and idle while a disk works; the eighth is another machine's time."""

GONE = (FileNotFoundError, ProcessLookupError)


@dataclass(frozen=True)
class Cpu:
    """Seconds of CPU time: of the processes that are measured, of the whole machine."""

    own: float
    machine: float

    @classmethod
    def so_far(cls, leaders: Sequence[int] = ()) -> Self:
        """This process, and the sessions of these leaders."""
        own = process_time() + sum(session_seconds(leader) for leader in leaders)
        return cls(own, machine_seconds())

    def __sub__(self, before: Self) -> "Cpu":
        return Cpu(self.own - before.own, self.machine - before.machine)


def machine_seconds() -> float:
    """The time that the cores of this machine have worked, whoever asked them."""
    first = (PROC / "stat").read_text().partition("\n")[0]
    ticks = [int(each) for each in first.split()[1:8]]
    return (sum(ticks) - sum(ticks[IDLE])) / TICKS


def session_seconds(leader: int) -> float:
    """The CPU time of a process that leads a session, and of all that it started there."""
    ticks = (sum(map(int, fields[USER : WAITED_SYSTEM + 1])) for _, fields in _session(leader))
    return sum(ticks) / TICKS


def session_megabytes(leader: int) -> float:
    """The memory of a session; a page that several processes share is divided among them."""
    return sum(_megabytes(pid / "smaps_rollup", "Pss:") for pid, _ in _session(leader))


def peak_megabytes(pid: int) -> float:
    """The most memory that this process, which still runs, has held."""
    return _megabytes(PROC / str(pid) / "status", "VmHWM:")


def held_megabytes(leader: int) -> float:
    """The memory of each process of a session, added up, as `ps` says it."""
    return sum(_megabytes(pid / "status", "VmRSS:") for pid, _ in _session(leader))


def _session(leader: int) -> Iterator[tuple[Path, list[str]]]:
    """The processes of a session, and the fields of their `stat` after their name."""
    for pid in PROC.glob("[0-9]*"):
        with suppress(*GONE):
            fields = (pid / "stat").read_text().rpartition(")")[2].split()
            if int(fields[SESSION]) == leader:
                yield pid, fields


def _megabytes(path: Path, name: str) -> float:
    """The value of this line, which is in kilobytes; 0 for a process that has ended."""
    with suppress(*GONE):
        for line in path.read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    return 0.0
