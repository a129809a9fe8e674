"""Where nameko meets our applications: the only module that knows how messages arrive."""

import logging
import time
from collections.abc import Callable
from typing import Any

from eventsourcing.persistence import InterfaceError, OperationalError
from kombu import Queue
from kombu.exceptions import OperationalError as BrokerError
from nameko.amqp.consume import Consumer as ConsumerCore
from nameko.extensions import DependencyProvider
from nameko.messaging import Consumer

from shared.application import Service
from shared.component import Component, Settings, started
from shared.messages import Outcome
from shared.readmodel import AWAY
from shared.settings import from_environment
from shared.topology import commands_queue, facts_queue
from shared.wire import CONTENT_TYPE, Reader, Unreadable, encode_outcome

logger = logging.getLogger(__name__)

INFRASTRUCTURE = (OperationalError, InterfaceError, BrokerError, *AWAY)
PAUSE = 1.0


class Hosted(DependencyProvider):
    """Builds the service's component once per process, lends it to every worker."""

    def __init__(self, build: Callable[[Settings], Component]) -> None:
        self.build = build

    def setup(self) -> None:
        self.component = started(self.build, from_environment(self.container.service_name))

    def stop(self) -> None:
        self.component.close()

    def get_dependency(self, worker_ctx: Any) -> Component:
        return self.component


class Core(ConsumerCore):
    """Never acknowledges what it cannot decode: kombu would, and the message would be lost."""

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        logger.error("Message indéchiffrable mis de côté : %s", exc)
        message.reject()


class Inbound(Consumer):
    """One ordered queue: read, hand over, then acknowledge; what cannot be read is set aside.

    nameko acknowledges a message whose handler raised, which loses it: here it is tried
    once more, then set aside. While the database is away it is kept in hand: requeued, it
    would reach the limit of deliveries that RabbitMQ 4 sets, and the dead letters.
    """

    consumer_cls = Core

    def __init__(self, queue: Queue, reader: Reader) -> None:
        self.reader = reader
        super().__init__(queue, prefetch_count=1)

    def handle_message(self, body: Any, message: Any) -> None:
        try:
            key = message.delivery_info["routing_key"]
            envelope = self.reader.read(key, message.body, message.headers)
        except Unreadable as error:
            logger.error("Message mis de côté par %s : %s", self.queue.name, error)
            reply(message, Outcome("ILLISIBLE", "Illisible", str(error)))
            message.reject()
        else:
            super().handle_message(envelope, message)

    def handle_message_processed(
        self, message: Any, result: Any = None, exc_info: Any = None
    ) -> None:
        if exc_info is None:
            reply(message, result)
            self.consumer.ack_message(message)
        elif issubclass(exc_info[0], INFRASTRUCTURE) and not self.consumer.should_stop:
            logger.warning("%s garde un message en main : %r", self.queue.name, exc_info[1])
            time.sleep(PAUSE)
            self.handle_message(message.body, message)
        elif message.delivery_info.get("redelivered"):
            logger.error("Message mis de côté par %s : %r", self.queue.name, exc_info[1])
            message.reject()
        else:
            self.consumer.requeue_message(message)


def facts(service: type[Service], publisher: str) -> Any:
    """Declare the method that learns the facts of one publisher."""
    kinds = service.subscriptions()[publisher]
    return Inbound.decorator(facts_queue(service.name, publisher, kinds), Reader(kinds))


def commands(service: type[Service]) -> Any:
    """Declare the method that answers what is asked."""
    return Inbound.decorator(commands_queue(service.name), Reader(service.commands()))


def reply(message: Any, outcome: Outcome) -> None:
    """Answer whoever gave an address; a lost answer is asked again, and is the same."""
    if address := message.properties.get("reply_to"):
        channel = message.channel
        answer = channel.prepare_message(
            encode_outcome(outcome),
            content_type=CONTENT_TYPE,
            content_encoding="utf-8",
            properties={"correlation_id": message.properties.get("correlation_id", "")},
        )
        channel.basic_publish(answer, exchange="", routing_key=address)
