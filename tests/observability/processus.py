"""Real processes of real services, and what they answer over HTTP."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from tests.journeys.drivers import ROOT
from tests.servers.addresses import free_port

PATIENCE = 60.0
TURN = 0.1
Labels = frozenset[tuple[str, str]]


class Processus:
    """One process of a service, with its probes."""

    def __init__(
        self, folder: Path, known: Mapping[str, str], service: str, role: str, port: int = 0
    ) -> None:
        self.port = port or free_port()
        self.log = folder / f"{service}-{role}-{self.port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "console", "run", service, "--role", role],
                cwd=ROOT,
                env={**known, "HTTP_PORT": str(self.port)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> tuple[int, bytes]:
        """Raises OSError until the server listens."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def told(self, path: str) -> tuple[int, dict[str, Any]]:
        """(0, {}) until the server listens."""
        try:
            status, body = self.get(path)
        except OSError:
            return 0, {}
        return status, json.loads(body)

    def ready(self) -> bool:
        return self.told("/readyz")[0] == 200

    def metrics(self) -> Mapping[str, Mapping[Labels, float]]:
        return samples(self.get("/metrics")[1].decode())

    def until(self, condition: Callable[[], object]) -> None:
        limit = monotonic() + PATIENCE
        while not condition():
            assert self.process.poll() is None and monotonic() < limit, self.said()[-3000:]
            sleep(TURN)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


def samples(text: str) -> Mapping[str, Mapping[Labels, float]]:
    """By name, the value for each set of labels."""
    found: dict[str, dict[Labels, float]] = {}
    for family in text_string_to_metric_families(text):
        for each in family.samples:
            found.setdefault(each.name, {})[frozenset(each.labels.items())] = each.value
    return found


def labelled(**labels: str) -> Labels:
    return frozenset(labels.items())
