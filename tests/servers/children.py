"""The processes that a test starts: each has its own group, and none outlives its block."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


class Children:
    """A context whose processes are ended with its block, whatever the block raises.

    All receive SIGTERM at once; after `patience` seconds, the groups that still run are killed.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self.processes: list[subprocess.Popen[Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end(*self.processes)
        for process in self.processes:
            for stream in filter(None, (process.stdout, process.stderr)):
                stream.close()

    def start(
        self, words: Sequence[str], log: Path, env: Mapping[str, str], cwd: Path = ROOT
    ) -> "subprocess.Popen[bytes]":
        """Start a process whose output is added to this log."""
        with log.open("ab") as opened:
            process = subprocess.Popen(
                words,
                cwd=cwd,
                env=env,
                stdout=opened,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def talk(
        self, words: Sequence[str], env: Mapping[str, str], cwd: Path, errors: int | None = None
    ) -> "subprocess.Popen[str]":
        """Start a process whose output the test reads, with its errors if they go to a pipe."""
        process = subprocess.Popen(
            words,
            cwd=cwd,
            env=env,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def end(self, *processes: "subprocess.Popen[Any]") -> list[int]:
        """End processes and return their exit codes; that of a killed process is not 0."""
        running = [process for process in processes if process.poll() is None]
        try:
            self._ask(running)
        finally:
            for process in running:
                kill_group(process)
        return [process.wait() for process in processes]

    def _ask(self, running: Sequence["subprocess.Popen[Any]"]) -> None:
        for process in running:
            process.terminate()
        limit = monotonic() + self.patience
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, limit - monotonic()))


def kill_group(process: "subprocess.Popen[Any]") -> None:
    """Kill a process and its children; it must have run a moment ago, for pids are reused."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
