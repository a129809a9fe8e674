"""Another partner, who asks all the time: how long does it wait, at most, during an attack?"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

from tests.hostile.client import Client, fresh

PAUSE = 0.1
LIMIT = 2.0
"""Seconds that an honest request may wait, whatever another account does."""


class Witness:
    """Sends a request that is always answered, one after the other; `worst` is in seconds."""

    def __init__(self, client: Client, departement: str) -> None:
        self.client, self.departement = client, departement
        self.waits: list[float] = []
        self.lost = 0
        self.lock, self.closing = Lock(), Event()
        self.thread = Thread(target=self._live, daemon=True)

    @contextmanager
    def watching(self) -> Iterator[None]:
        self.thread.start()
        try:
            yield
        finally:
            self.closing.set()
            self.thread.join()

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

    def _live(self) -> None:
        while not self.closing.wait(PAUSE):
            asked = time.monotonic()
            answer = self.client.ask("labellisation", "SignalerStructure", self._request())
            with self.lock:
                self.waits.append(time.monotonic() - asked)
                self.lost += answer != "Introuvable"

    def _request(self) -> dict[str, object]:
        return {
            "message_id": str(fresh()),
            "structure_id": str(fresh()),
            "acteur": {
                "role": "PREFET",
                "id": "préfecture témoin",
                "departement": self.departement,
            },
        }
