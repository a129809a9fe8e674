"""A client of the services on RabbitMQ: asks and waits for the answer, listens to the facts."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from kombu import Queue

from shared.contracts import Contract
from shared.delivery.bounds import Unreadable
from shared.delivery.wire import (
    CONTENT_TYPE,
    Reader,
    decode_outcome,
    encode,
    headers,
    routing_key,
)
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.observability.traces import UNTRACED, Trace
from shared.rabbitmq.connection import connection
from shared.rabbitmq.topology import ANSWERS, commands_exchange, events_exchange
from shared.recording.handlers import Handlers

logger = logging.getLogger(__name__)

ANSWER_TIMEOUT = 30.0


class NoAnswer(Exception):
    """The service did not answer in time; asking again is harmless, and gets the same answer."""


class Remote:
    """Uses nothing but what any AMQP client has: exchanges, a reply address, a correlation id.

    The address begins with the account's name: a service answers nowhere else.
    """

    def __init__(self, uri: str) -> None:
        self.connection = connection(uri)
        self.channel = self.connection.channel()
        self.answers: dict[str, Outcome] = {}
        self.replies, self.address = answers_queue(self.channel, str(self.connection.userid))
        self.replies.consume("replies", self._answered, no_ack=True)

    def send(self, command: Command, trace: Trace = UNTRACED) -> Outcome:
        """The answer of the service; raises NoAnswer after half a minute.

        `trace` is that of the fact which the command reacts to, if any.
        """
        self._publish(command, trace)
        return self._answer(command.message_id)

    def send_all(self, commands: Sequence[Command]) -> list[Outcome]:
        """The answer to each command, in their order: all are sent before the first is awaited."""
        for command in commands:
            self._publish(command, UNTRACED)
        return [self._answer(command.message_id) for command in commands]

    def _publish(self, command: Command, trace: Trace) -> None:
        message = self._message(replace(Envelope.starting(command), trace=trace))
        exchange = commands_exchange(command.receiver()).name
        self.channel.basic_publish(
            message, exchange=exchange, routing_key=routing_key(type(command))
        )

    def _message(self, envelope: Envelope) -> Any:
        return self.channel.prepare_message(
            encode(envelope),
            content_type=CONTENT_TYPE,
            content_encoding="utf-8",
            headers=headers(envelope),
            properties={
                "delivery_mode": 2,
                "reply_to": self.address,
                "correlation_id": str(envelope.body.message_id),
                "user_id": self.connection.userid,
            },
        )

    def _answer(self, message_id: UUID) -> Outcome:
        while str(message_id) not in self.answers:
            try:
                self.connection.drain_events(timeout=ANSWER_TIMEOUT)
            except TimeoutError as error:
                raise NoAnswer(
                    f"Aucune réponse en {ANSWER_TIMEOUT:.0f} s : le service est-il lancé ?"
                ) from error
        return self.answers.pop(str(message_id))

    def _answered(self, message: Any) -> None:
        key = message.properties["correlation_id"]
        self.answers[key] = decode_outcome(message.body)

    def close(self) -> None:
        self.connection.release()


def answers_queue(channel: Any, account: str) -> tuple[Queue, str]:
    """An exclusive queue, and the reply address under which it is bound."""
    queue = Queue("", exclusive=True, auto_delete=True)(channel)
    queue.declare()
    address = f"{account}.{queue.name}"
    queue.bind_to(ANSWERS, address)
    return queue, address


class Listener:
    """Hears every fact of every service, on a queue of its own; leaves what it cannot read."""

    def __init__(self, uri: str, services: Sequence[Handlers]) -> None:
        self.connection = connection(uri)
        self.channel = self.connection.channel()
        self.reader = Reader(Contract.__subclasses__())
        self.heard: list[Contract] = []
        bindings = [events_exchange(service.name).binding("#") for service in services]
        queue = Queue("", bindings=bindings, exclusive=True, auto_delete=True)(self.channel)
        queue.declare()
        queue.consume("facts", self._hear, no_ack=True)

    def next(self, timeout: float) -> Contract | None:
        """The next fact, or None if none came in time."""
        if not self.heard:
            try:
                self.connection.drain_events(timeout=timeout)
            except TimeoutError:
                return None
        return self.heard.pop(0) if self.heard else None

    def close(self) -> None:
        self.connection.release()

    def _hear(self, message: Any) -> None:
        key = message.delivery_info["routing_key"]
        try:
            body = self.reader.read(key, message.body, message.headers).body
        except Unreadable as error:
            logger.warning("Fait illisible, %s : %s", key, error)
            return
        if isinstance(body, Contract):
            self.heard.append(body)
