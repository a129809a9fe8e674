"""Another partner, who asks all the time: how long does it wait, at most, during an attack?

It is a process of its own, which what the attackers compute does not slow.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Lock, Thread
from uuid import NAMESPACE_URL, uuid5

from tests.hostile.client import Client
from tests.servers.addresses import inherited
from tests.servers.children import ROOT, Children

PAUSE = 0.1
LIMIT = 2.0
"""Seconds that an honest request may wait, whatever another account does."""

WANTED = "Introuvable"


class Witness:
    """Sends a request that is always answered, one after the other; `worst` is in seconds."""

    def __init__(self, client: Client, departement: str) -> None:
        self.client, self.departement = client, departement
        self.waits: list[float] = []
        self.lost = 0
        self.lock = Lock()

    @contextmanager
    def watching(self) -> Iterator[None]:
        words = [sys.executable, "-m", __name__, self.departement]
        account = {"ACCOUNT": self.client.account, "URI": self.client.uri}
        with Children() as children:
            process = children.talk(words, {**inherited(), **account}, Path(ROOT))
            assert process.stdout
            reading = Thread(target=self._read, args=(process.stdout,), daemon=True)
            reading.start()
            yield

    def begin(self) -> None:
        with self.lock:
            self.waits, self.lost = [], 0

    def worst(self) -> float:
        """The longest wait since `begin`, once an answer has come since; inf without an answer."""
        seen = len(self.waits)
        while len(self.waits) == seen and not self.lost:
            time.sleep(PAUSE)
        with self.lock:
            return float("inf") if self.lost else max(self.waits)

    def _read(self, lines: Iterator[str]) -> None:
        for line in lines:
            waited, answer = line.strip().split(" ", 1)
            with self.lock:
                self.waits.append(float(waited))
                self.lost += answer != WANTED


def ask_for_ever(client: Client, departement: str) -> None:
    """Print each wait and its answer, as it comes."""
    for number in count():
        asked = time.monotonic()
        answer = client.ask("labellisation", "SignalerStructure", _request(number, departement))
        print(f"{time.monotonic() - asked:.3f} {answer}", flush=True)
        time.sleep(PAUSE)


def _request(number: int, departement: str) -> dict[str, object]:
    return {
        "message_id": str(uuid5(NAMESPACE_URL, f"message {number}")),
        "structure_id": str(uuid5(NAMESPACE_URL, f"structure {number}")),
        "acteur": {"role": "PREFET", "id": "préfecture témoin", "departement": departement},
    }


if __name__ == "__main__":
    known = inherited()
    ask_for_ever(Client(known["ACCOUNT"], known["URI"]), sys.argv[1])
