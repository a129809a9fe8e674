"""Real processes of real services, and what they answer over HTTP."""

import json
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from tests.servers.addresses import free_port
from tests.servers.children import Children

PATIENCE = 60.0
TURN = 0.1
Labels = frozenset[tuple[str, str]]


class Processus:
    """One process of a service, with its probes."""

    def __init__(
        self, children: Children, folder: Path, known: Mapping[str, str], service: str, role: str
    ) -> None:
        self.children, self.port = children, free_port()
        self.log = folder / f"{service}-{role}-{self.port}.log"
        words = [sys.executable, "-m", "console", "run", service, "--role", role]
        self.process = children.start(words, self.log, {**known, "HTTP_PORT": str(self.port)})

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
        [code] = self.children.end(self.process)
        return code


def samples(text: str) -> Mapping[str, Mapping[Labels, float]]:
    """By name, the value for each set of labels."""
    found: dict[str, dict[Labels, float]] = {}
    for family in text_string_to_metric_families(text):
        for each in family.samples:
            found.setdefault(each.name, {})[frozenset(each.labels.items())] = each.value
    return found


def labelled(**labels: str) -> Labels:
    return frozenset(labels.items())
