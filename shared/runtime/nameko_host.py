"""nameko's extensions: they host our components and give them the messages received."""

import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from amqp.exceptions import AMQPError
from kombu import Queue
from kombu.exceptions import OperationalError
from nameko.extensions import DependencyProvider
from nameko.messaging import Consumer
from nameko.rpc import Rpc, RpcConsumer

from shared.delivery.account_names import account_inbox_name
from shared.delivery.reception import INFRASTRUCTURE
from shared.delivery.wire import encode_outcome
from shared.messages.actors import Role
from shared.messages.envelope import Outcome
from shared.messages.raw import RawMessage
from shared.rabbitmq.consumer import Core, Lasting, Line
from shared.rabbitmq.inboxes import Inboxes
from shared.rabbitmq.publisher import RabbitPublisher
from shared.rabbitmq.received import raw_message_from
from shared.rabbitmq.rights import CONSOLE
from shared.rabbitmq.topology import commands_queue, dead_queue, facts_queue, questions_queue
from shared.recording.handlers import Handlers
from shared.runtime.account_table import Table
from shared.runtime.component import Component, Settings
from shared.runtime.migrations import started
from shared.runtime.probes.service import watched
from shared.runtime.senders import Senders
from shared.runtime.settings import from_environment, variables

logger = logging.getLogger(__name__)

CONNECTION_LOST = (AMQPError, OperationalError, OSError)
PAUSE = 1.0


class Hosted(DependencyProvider):
    """Builds the service's component once per process, and gives it to every worker."""

    def __init__(self, build: Callable[[Settings], Component]) -> None:
        self.build = build

    def setup(self) -> None:
        name = self.container.service_name
        self.component = started(self.build, name, from_environment(name))
        self.close_probes = watched(self.component, "service")

    def stop(self) -> None:
        self.close_probes()
        self.component.close()

    def get_dependency(self, worker_ctx: Any) -> Component:
        return self.component


class Inbound(Consumer):
    """One ordered queue: gives what has arrived to its handler, then acknowledges it.

    nameko acknowledges a message whose handler raised, which loses it. Here the handler parks
    the messages it cannot handle, and raises only while the database is away: they are then
    kept in hand. Requeued, they would reach the limit of deliveries.
    """

    consumer_cls = Core
    width = 200
    """Messages in hand at most, for each queue."""

    def __init__(self, queue: Queue) -> None:
        super().__init__(queue, prefetch_count=self.width)

    def setup(self) -> None:
        """Open a second connection, for answers.

        Over TLS, eventlet forbids publishing on a connection that another greenlet is reading,
        for the client reads when it publishes.
        """
        super().setup()
        self.consumer.on_arrival = self.handle
        self.answers = RabbitPublisher(self.amqp_uri)
        name = self.container.service_name
        self.senders = Senders.of(name, variables(name))

    def stop(self) -> None:
        super().stop()
        self.answers.close()

    def handle(self, line: Line) -> None:
        """Give the handler what the accounts of its authors may send."""
        raw_messages = [raw_message_from(self.queue.name, each) for each in line.in_hand]
        arrived = Arrived(line, [(each, self.senders.refused(each)) for each in raw_messages])
        if arrived.admitted:
            return super().handle_message(arrived.admitted, arrived)
        self._done(arrived, [])

    def handle_message_processed(
        self, message: "Arrived", result: Any = None, exc_info: Any = None
    ) -> None:
        if exc_info is None:
            self._done(message, result)
        elif issubclass(exc_info[0], INFRASTRUCTURE) and not self.consumer.draining:
            logger.warning("%s garde un message en main : %r", self.queue.name, exc_info[1])
            time.sleep(PAUSE)
            super().handle_message(message.admitted, message)
        else:
            logger.error("%s rend un message à sa file : %r", self.queue.name, exc_info[1])
            time.sleep(PAUSE)
            self.give_back(message.line)

    def _done(self, arrived: "Arrived", outcomes: Sequence[Outcome | None]) -> None:
        for raw_message, outcome in arrived.answers(outcomes):
            if outcome and raw_message.reply_to:
                body = encode_outcome(outcome)
                self.answer(raw_message.reply_to, raw_message.reply_id, body)
        self.acknowledge(arrived.line)

    def acknowledge(self, line: Line) -> None:
        """Let go of what is in hand of this queue, which was answered."""
        try:
            self.consumer.done(line)
        except CONNECTION_LOST as error:  # delivered again, and answered the same
            logger.warning("%s : message à relire : %r", self.queue.name, error)

    def give_back(self, line: Line) -> None:
        """Put what is in hand of this queue back into it."""
        try:
            self.consumer.give_back(line)
        except CONNECTION_LOST as error:
            logger.warning("%s : message à relire : %r", self.queue.name, error)

    def answer(self, address: str, correlation_id: str, body: bytes) -> None:
        """Try twice, in case the connection had died; after that, the author must repeat."""
        for _ in range(2):
            try:
                return self.answers.send(address, correlation_id, body)
            except CONNECTION_LOST as error:
                logger.warning("%s : réponse perdue : %r", self.queue.name, error)


@dataclass
class Arrived:
    """What is in hand of one queue, each message with the refusal that its account deserves."""

    line: Line
    messages: Sequence[tuple[RawMessage, Outcome | None]]
    headers: Mapping[str, Any] = field(default_factory=dict)
    """nameko reads its own context there: none of ours."""

    @property
    def admitted(self) -> list[RawMessage]:
        return [raw_message for raw_message, refused in self.messages if not refused]

    def answers(
        self, outcomes: Sequence[Outcome | None]
    ) -> Iterator[tuple[RawMessage, Outcome | None]]:
        """Each message with its answer, given the outcomes of those that were admitted."""
        known = iter(outcomes)
        for raw_message, refused in self.messages:
            yield raw_message, refused or next(known)


class InboundRequests(Inbound):
    """The inbox of the operators, and that of each account of the table that may ask something."""

    consumer_cls = Inboxes
    consumer: Inboxes
    width = 50

    def setup(self) -> None:
        super().setup()
        self.consumer.service = self.container.service_name
        self.consumer.expected = self.inboxes
        self.table: Table | None = None
        self.known: Mapping[str, bool] = {}

    def inboxes(self) -> Mapping[str, bool]:
        """By queue, whether to wait for it: that of a revoked account may still hold messages."""
        if (table := self.senders.current()) is not self.table and table:
            self.table = table
            self.known = {
                self.queue_of(line.compte): line.revoque_le is None
                for line in table.lines
                if line.compte != CONSOLE and self.may_write(line.roles)
            }
        return self.known

    def queue_of(self, account: str) -> str:
        """The queue where this account writes to the service."""
        return account_inbox_name(self.container.service_name, account)

    def may_write(self, roles: Collection[Role]) -> bool:
        """True if an account of these roles has such a queue."""
        return self.hosted().service.may_be_asked_by(roles)

    def hosted(self) -> Component:
        [hosted] = [each for each in self.container.dependencies if isinstance(each, Hosted)]
        return hosted.component


class Questions(RpcConsumer):
    """nameko's RPC consumer, on a queue that `install` has created: nameko would declare it."""

    consumer_cls = Lasting

    def setup(self) -> None:
        super().setup()
        self.queue = questions_queue(self.container.service_name)
        self.consumer.queues = [self.queue]


class Question(Rpc):
    """An RPC method, which any nameko client can call."""

    rpc_consumer = Questions()


questions = Question.decorator


def facts(service: Handlers, publisher: str) -> Any:
    """Declare the method that handles the facts of one publisher."""
    return Inbound.decorator(
        facts_queue(service.name, publisher, service.subscriptions()[publisher])
    )


def commands(service: Handlers) -> Any:
    """Declare the method that handles commands."""
    return InboundRequests.decorator(commands_queue(service.name))


def dead_letters(service: Handlers) -> Any:
    """Declare the method that parks the messages dead-lettered by RabbitMQ."""
    return Inbound.decorator(dead_queue(service.name))
