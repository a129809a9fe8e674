"""Real processes of real services, and their HTTP probes."""

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
        self,
        children: Children,
        folder: Path,
        environment: Mapping[str, str],
        service: str,
        role: str,
    ) -> None:
        self.children, self.port = children, free_port()
        self.log = folder / f"{service}-{role}-{self.port}.log"
        words = [sys.executable, "-m", "console", "run", service, "--role", role]
        variables = {**environment, "HTTP_PORT": str(self.port)}
        self.process = children.start(words, self.log, variables)

    def logs(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> tuple[int, bytes]:
        """The status and body of a page; raises OSError until the server listens."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def answer(self, path: str) -> tuple[int, dict[str, Any]]:
        """The status and JSON of a probe; (0, {}) until the server listens."""
        try:
            status, body = self.get(path)
        except OSError:
            return 0, {}
        return status, json.loads(body)

    def ready(self) -> bool:
        return self.answer("/readyz")[0] == 200

    def metrics(self) -> Mapping[str, Mapping[Labels, float]]:
        return samples(self.get("/metrics")[1].decode())

    def until(self, condition: Callable[[], object]) -> None:
        limit = monotonic() + PATIENCE
        while not condition():
            assert self.process.poll() is None and monotonic() < limit, self.logs()[-3000:]
            sleep(TURN)

    def stop(self) -> int:
        [code] = self.children.end(self.process)
        return code


def samples(text: str) -> Mapping[str, Mapping[Labels, float]]:
    """The value of each measure for each set of labels, by name."""
    found: dict[str, dict[Labels, float]] = {}
    for family in text_string_to_metric_families(text):
        for each in family.samples:
            found.setdefault(each.name, {})[frozenset(each.labels.items())] = each.value
    return found


def labelled(**labels: str) -> Labels:
    return frozenset(labels.items())
