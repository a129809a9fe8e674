"""The people outside, who react to facts: one AMQP client that reconnects after every fault."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Any, Protocol
from uuid import UUID

from amqp.exceptions import AMQPError
from kombu import Queue
from kombu.exceptions import OperationalError

from console.essai.simulation import Acteurs
from console.execution.remote import NoAnswer, Remote
from console.execution.services import applications
from shared.contracts import Contract
from shared.delivery.bounds import Unreadable
from shared.delivery.wire import Reader
from shared.liens import Signature
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from shared.observability.traces import UNTRACED, Trace
from shared.rabbitmq.connection import connection as connect
from shared.rabbitmq.topology import events_exchange
from tests.journeys.drivers import LINK_SECRET
from tests.journeys.regularisation import regularisee

logger = logging.getLogger(__name__)

AWAY = (AMQPError, OperationalError, OSError, NoAnswer)
PAUSE = 0.2
HEARING = 0.2
QUEUE = Queue(
    "essai.exterieur",
    bindings=[events_exchange(service.name).binding("#") for service in applications()],
    queue_arguments={"x-queue-type": "quorum"},
)


@dataclass(frozen=True)
class Published:
    """A message seen on an exchange."""

    exchange: str
    id: UUID
    structure_id: UUID


class Speaker(Protocol):
    """Who sends a command and waits for its answer."""

    def send(self, command: Command, trace: Trace) -> Outcome: ...

    def close(self) -> None: ...


class Outside:
    """Reads every fact on its own durable queue, and sends the commands that people would send.

    A command without an answer is sent again: the same message gets the same answer. `speaks` makes
    the client that sends, that of the operators unless `speak` gives another; `hears` is
    the address of an account that may declare the queue, if that of `uri` may not.
    """

    def __init__(self, uri: str, hears: str = "", link_secret: str = LINK_SECRET) -> None:
        self.uri, self.hears = uri, hears or uri
        self.speaks: Callable[[], Speaker] = self._operators
        self.acteurs = Acteurs(Signature(link_secret), constats={})
        self.reader = Reader(Contract.__subclasses__())
        self.publies: list[Published] = []
        self.copies: list[tuple[str, str, bytes, dict[str, Any]]] = []
        self.muet = False
        self.asked: dict[UUID, Command] = {}
        self.refused: list[tuple[Command, Outcome]] = []
        self.closing, self.lock = Event(), Lock()
        self.thread = Thread(target=self._live, daemon=True)
        self.declare()

    def declare(self) -> None:
        """Declare its queue, where facts wait while it is disconnected."""
        with connect(self.hears) as connection:
            QUEUE(connection.default_channel).declare()

    def start(self) -> None:
        self.thread.start()

    def ask(self, command: Command, trace: Trace = UNTRACED) -> Outcome:
        """Send a command until it is answered; raises network errors only once closed."""
        self.asked[command.message_id] = command
        with self.lock:
            while True:
                try:
                    outcome = self._send(command, trace)
                    break
                except AWAY as error:
                    logger.info("sans réponse, redemandé : %r", error)
                    self._forget()
                    if self.closing.is_set():
                        raise
                    time.sleep(PAUSE)
        if not outcome.accepted:
            self.refused.append((command, outcome))
        return outcome

    def _send(self, command: Command, trace: Trace) -> Outcome:
        """An older version cannot read why a command is late, and asks for no reason."""
        outcome = self._remote().send(regularisee(command), trace)
        if outcome.statut == "ILLISIBLE":
            return self._remote().send(command, trace)
        return outcome

    def close(self) -> None:
        self.closing.set()
        self.thread.join()
        self._forget()

    def speak(self, client: Callable[[], Speaker]) -> None:
        """Send the next commands by this client, made again after each loss of connection."""
        with self.lock:
            self._forget()
            self.speaks = client

    def speak_as_operators(self) -> None:
        """Send the next commands by the account of `uri`, as at first."""
        self.speak(self._operators)

    def _operators(self) -> Remote:
        return Remote(self.uri)

    def _remote(self) -> Speaker:
        if not hasattr(self, "remote"):
            self.remote = self.speaks()
        return self.remote

    def _forget(self) -> None:
        with suppress(*AWAY, AttributeError):
            self.remote.close()
        vars(self).pop("remote", None)

    def _live(self) -> None:
        while not self.closing.is_set():
            try:
                self._listen()
            except AWAY as error:
                logger.info("courtier injoignable : %r", error)
                time.sleep(PAUSE)

    def _listen(self) -> None:
        with connect(self.hears, heartbeat=5) as connection:
            channel: Any = connection.channel()
            channel.auto_decode = False
            queue = QUEUE(channel)
            queue.declare()  # again, in case the broker lost all its data
            channel.basic_qos(0, 50, False)
            queue.consume("exterieur", self._hear)
            while not self.closing.is_set():
                with suppress(TimeoutError):
                    connection.drain_events(timeout=HEARING)
                connection.heartbeat_check()

    def _hear(self, message: Any) -> None:
        """Send the commands that a fact causes, then acknowledge it; a repeat sends them again."""
        info = message.delivery_info
        with suppress(Unreadable):
            fact = self.reader.read(info["routing_key"], message.body, message.headers).body
            assert isinstance(fact, Contract)
            self.publies.append(Published(info["exchange"], fact.message_id, fact.structure_id))
            self.copies.append(
                (info["exchange"], info["routing_key"], message.body, message.headers)
            )
            for command in self._reactions(fact):
                self.ask(command, Trace.of(message.headers))
        message.channel.basic_ack(message.delivery_tag)

    def _reactions(self, fact: Contract) -> Iterator[Command]:
        """The commands that people send after a fact; none while they are away (`muet`)."""
        return (command for _, command in self.acteurs.reagir(fact) if not self.muet)
