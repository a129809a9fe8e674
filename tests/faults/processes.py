"""The ten processes, watched: one that dies is started again, as a container would be."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Event, RLock, Thread

from console.execution.services import BUILDERS
from tests.servers.children import Children

ROLES = ("worker", "service")
LOOK_AGAIN = 0.05
Who = tuple[str, str, int]


class Processes:
    """Processes by service, role and number; `deaths` counts those that `stop` did not cause."""

    def __init__(self, children: Children, folder: Path, environment: Mapping[str, str]) -> None:
        self.children, self.folder, self.environment = children, folder, dict(environment)
        self.running: dict[Who, subprocess.Popen[bytes]] = {}
        self.deaths: Counter[str] = Counter()
        self.lock, self.closing = RLock(), Event()
        self.watcher = Thread(target=self._watch, daemon=True)
        for who in everyone():
            self.start(who)
        self.watcher.start()

    def start(self, who: Who, **more: str) -> None:
        service, role, number = who
        words = [sys.executable, "-m", "tests.faults.launcher", "run", service, "--role", role]
        log = self.folder / f"{service}-{role}-{number}.log"
        with self.lock:
            self.running[who] = self.children.start(words, log, {**self.environment, **more})

    def says(self, who: Who, words: str) -> bool:
        """True if this process, or one that it replaced, has written these words in its log."""
        service, role, number = who
        return words in (self.folder / f"{service}-{role}-{number}.log").read_text()

    def stop(self, who: Who) -> int:
        """Stop a process for good, as an operator would; returns its exit code."""
        with self.lock:
            process = self.running.pop(who)
        [code] = self.children.end(process)
        return code

    def kill(self, who: Who) -> None:
        self.send(who, signal.SIGKILL)

    def send(self, who: Who, number: signal.Signals) -> None:
        with self.lock:
            self.running[who].send_signal(number)

    def peak_memory(self) -> dict[str, int]:
        """The peak memory of each running process, in kilobytes."""
        return {
            f"{service} {role}": int(line.split()[1])
            for (service, role, _), process in self.running.items()
            for line in Path(f"/proc/{process.pid}/status").read_text().splitlines()
            if line.startswith("VmHWM")
        }

    def close(self) -> None:
        """Stop watching: a process that ends is no longer started again."""
        self.closing.set()
        self.watcher.join()

    def _watch(self) -> None:
        while not self.closing.wait(LOOK_AGAIN):
            with self.lock:
                for who, process in list(self.running.items()):
                    if process.poll() is not None:
                        self.deaths[f"{who[0]} {who[1]}"] += 1
                        self.start(who)


def everyone(number: int = 0) -> Iterator[Who]:
    return ((service, role, number) for service in BUILDERS for role in ROLES)
