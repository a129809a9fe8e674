"""The harness of the conformance suite: a bus and its reader, in one process or on RabbitMQ."""

import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Protocol
from unittest.mock import patch
from uuid import UUID

from kombu import Connection
from kombu.pools import producers
from sqlalchemy.engine import make_url

from console.execution.embedded import InProcessBus
from shared.clock import SystemClock
from shared.delivery.parking import Parked, Parking
from shared.delivery.retries import Timed
from shared.log.readers import LogReader
from shared.messages.envelope import Envelope
from shared.messages.raw import RawMessage
from shared.rabbitmq.publisher import RabbitPublisher
from shared.read_model import ReadModel
from shared.runtime.component import Component
from shared.runtime.settings import embedded, from_environment
from tests.bus.lecteur import Lecteur, build
from tests.servers.addresses import inherited
from tests.servers.children import Children

PATIENCE = 60.0
FILE, COMMANDES = "lecteur.emetteur.events", "lecteur.inbox"
OPTIONS = {"RETRY_QUICK": "0,0,0", "RETRY_LATER": "0.1,0.1,0.1"}
LUES = "SELECT texte FROM lectures WHERE sujet = :sujet ORDER BY rang"


class Harnais(Protocol):
    folder: Path
    component: Component
    model: ReadModel
    parking: Parking

    def publish(self, *envelopes: Envelope) -> None: ...

    def drop(self, raw_message: RawMessage) -> None:
        """Deliver these raw bytes to the reader, valid or not."""

    def turn(self) -> None:
        """Let the bus and the reader work a moment."""


def lues(harnais: Harnais, sujet: UUID) -> list[str]:
    """The texts that the reader has recorded about a subject, in the order of its log."""
    return [row["texte"] for row in harnais.model.query(LUES, {"sujet": str(sujet)})]


def retenus(harnais: Harnais, sujet: UUID) -> list[Parked]:
    return [row for row in harnais.parking.all() if row["sujet"] == str(sujet)]


def jusqu_a(harnais: Harnais, condition: Any) -> None:
    """Let the bus turn until the condition holds, for `PATIENCE` seconds at most."""
    limit = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < limit, (list(harnais.parking.all()), *fins(harnais.folder))
        harnais.turn()


def fins(folder: Path) -> list[str]:
    """The end of what each process of the reader said."""
    return [path.read_text(errors="replace")[-4000:] for path in folder.glob("*.log")]


class Arret(BaseException):
    """Stands for the death of the process."""


class EnProcessus:
    """The embedded bus, on SQLite: a stop is an `Arret`, then a new start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sent: list[Envelope] = []
        self._start()

    def publish(self, *envelopes: Envelope) -> None:
        self.sent += envelopes

    def drop(self, raw_message: RawMessage) -> None:
        self.component.reception.take(raw_message)

    def turn(self) -> None:
        """Publish and read; after an `Arret`, restart, and publish the unfinished batch again."""
        try:
            while self.sent:
                self.bus.publish("emetteur", self.sent[:200])
                del self.sent[:200]
            for reader in self.readers:
                reader.run()
        except Arret:
            self.close()
            self._start()

    def close(self) -> None:
        self.component.close()

    def _start(self) -> None:
        options = {**OPTIONS, "DOCUMENTS": str(self.folder)}
        self.component: Component = build(embedded("lecteur", self.folder, SystemClock(), options))
        assert isinstance(self.component.service, Lecteur)
        self.component.service.arreter = self._arreter
        self.model, self.parking = self.component.model, self.component.parking
        self.bus = InProcessBus([self.component])
        self.readers: list[LogReader | Timed] = [
            *self.component.timed(self.bus),
            *self.component.projection_readers(),
        ]

    def _arreter(self) -> None:
        raise Arret


class SurRabbit:
    """RabbitMQ, and the reader's two processes; one that dies is started again."""

    def __init__(self, folder: Path, database: str, uri: str, closing: ExitStack) -> None:
        self.folder, self.uri, self.clock = folder, uri, SystemClock()
        self.environment = environment(folder, database, uri)
        with patch.dict("os.environ", self.environment):
            self.component = build(from_environment("lecteur"))
        closing.callback(self.component.close)
        self.component.projection_readers()  # creates the tables before two processes try to
        self.model, self.parking = self.component.model, self.component.parking
        self.publisher = RabbitPublisher(uri)
        closing.callback(self.publisher.close)
        self.children = closing.enter_context(Children())
        self.processes = {role: self._start(role) for role in ("service", "worker")}

    def publish(self, *envelopes: Envelope) -> None:
        self.publisher.publish("emetteur", envelopes)

    def drop(self, raw_message: RawMessage) -> None:
        """Publish the bytes on the exchange that feeds the message's queue."""
        exchange = {FILE: "emetteur.events", COMMANDES: "lecteur.commands"}[raw_message.queue]
        with confirmed(self.uri) as connection, producers[connection].acquire() as producer:
            producer.publish(
                raw_message.body,
                exchange=exchange,
                routing_key=raw_message.address,
                headers=dict(raw_message.headers),
                content_type="application/json",
                content_encoding="utf-8",
                delivery_mode=2,
            )

    def turn(self) -> None:
        for role, process in self.processes.items():
            if process.poll() is not None:
                self.processes[role] = self._start(role)
        sleep(0.05)

    def _start(self, role: str) -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-m", "tests.bus.processus", role]
        return self.children.start(words, self.folder / f"{role}.log", self.environment)


def confirmed(uri: str) -> Connection:
    """A connection on which `publish` returns once the message is confirmed."""
    return Connection(uri, transport_options={"confirm_publish": True})


def environment(folder: Path, database: str, uri: str) -> Mapping[str, str]:
    parts = make_url(database)
    return {
        **inherited(),
        **OPTIONS,
        "AMQP_URI": uri,
        "DOCUMENTS": str(folder),
        "CREATE_TABLE": "y",
        "PSYCOPG_WAIT_FUNC": "wait_selector",
        "PYTHONWARNINGS": "ignore",
        "LECTEUR_POSTGRES_DBNAME": parts.database or "",
        "LECTEUR_POSTGRES_HOST": parts.host or "",
        "LECTEUR_POSTGRES_PORT": str(parts.port or 5432),
        "LECTEUR_POSTGRES_USER": parts.username or "",
        "LECTEUR_POSTGRES_PASSWORD": parts.password or "",
    }
