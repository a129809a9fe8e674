"""Exchanges and queues: who publishes where, who listens to what (ADR 0012).

<service>.events    topic   the facts that a service tells, by routing key
<service>.commands  topic   what may be asked of it
answers             direct  what comes back, by the name of the queue that whoever asks has bound
<consumer>.<publisher>.events   one ordered queue per (consumer, publisher)
<service>.inbox     the commands of a service, in order
<service>.dead      what no retry will heal, kept for a human
rpc-<service>       questions, as nameko asks them
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from amqp.exceptions import NotFound
from kombu import Connection, Exchange, Queue

from shared import wire
from shared.application import Service
from shared.contracts import Contract
from shared.wire import commands_queue_name, facts_queue_name, routing_key

ORDERED = {"x-queue-type": "quorum", "x-single-active-consumer": True}
"""What a policy cannot say; limits and dead letters are policies (see `policies`)."""

DELIVERY_LIMIT = 20
NO_LIMIT = 1_000_000
DEAD_SUFFIX = ".dead"
DEAD = Exchange("france-services.dead", type="direct", durable=True)
ANSWERS = Exchange(wire.ANSWERS, type="direct", durable=True)
QUESTIONS = Exchange("nameko-rpc", type="topic", durable=True)
"""The name and the type are nameko's."""


@dataclass(frozen=True)
class Policy:
    """What RabbitMQ applies to the queues whose name matches."""

    pattern: str
    says: dict[str, Any]

    def definition(self, name: str, vhost: str) -> dict[str, Any]:
        return {
            "vhost": vhost,
            "name": name,
            "pattern": self.pattern,
            "apply-to": "queues",
            "priority": 1,
            "definition": self.says,
        }


def events_exchange(service: str) -> Exchange:
    return Exchange(f"{service}.events", type="topic", durable=True)


def commands_exchange(service: str) -> Exchange:
    return Exchange(f"{service}.commands", type="topic", durable=True)


def dead_queue(service: str) -> Queue:
    name = f"{service}{DEAD_SUFFIX}"
    return Queue(name, DEAD, routing_key=name, queue_arguments={"x-queue-type": "quorum"})


def facts_queue(consumer: str, publisher: str, kinds: Sequence[type[Contract]]) -> Queue:
    """Bound to each kind of fact that the consumer wants; one consumer at a time, in order."""
    exchange = events_exchange(publisher)
    bindings = [exchange.binding(routing_key(kind)) for kind in kinds]
    return Queue(facts_queue_name(consumer, publisher), bindings=bindings, queue_arguments=ORDERED)


def commands_queue(service: str) -> Queue:
    return Queue(
        commands_queue_name(service),
        commands_exchange(service),
        routing_key="#",
        queue_arguments=ORDERED,
    )


def questions_queue(service: str) -> Queue:
    quorum = {"x-queue-type": "quorum"}
    return Queue(f"rpc-{service}", QUESTIONS, routing_key=f"{service}.*", queue_arguments=quorum)


def queues(service: type[Service]) -> list[Queue]:
    """Every queue that this service reads, and its dead letters."""
    wanted = service.subscriptions().items()
    facts = [facts_queue(service.name, publisher, kinds) for publisher, kinds in wanted]
    return [
        dead_queue(service.name),
        commands_queue(service.name),
        questions_queue(service.name),
        *facts,
    ]


def policies(services: Sequence[type[Service]], limit: int = DELIVERY_LIMIT) -> dict[str, Policy]:
    """By name: what a message that crashes its reader too often becomes, and how surely.

    RabbitMQ drops a message over its limit where no policy says where it goes.
    """
    dead = Policy(r"^.+\.dead$", {"delivery-limit": NO_LIMIT, "overflow": "reject-publish"})
    return {
        "france-services-dead": dead,
        **{f"france-services-{service.name}": _reads(service, limit) for service in services},
    }


def _reads(service: type[Service], limit: int) -> Policy:
    return Policy(
        rf"^{service.name}\.(.+\.events|inbox)$",
        {
            "delivery-limit": limit,
            "dead-letter-exchange": DEAD.name,
            "dead-letter-routing-key": dead_queue(service.name).name,
            "dead-letter-strategy": "at-least-once",
            "overflow": "reject-publish",
        },
    )


def definitions(
    services: Sequence[type[Service]], vhost: str = "/", limit: int = DELIVERY_LIMIT
) -> dict[str, Any]:
    """The policies as RabbitMQ imports them."""
    said = policies(services, limit).items()
    return {"policies": [policy.definition(name, vhost) for name, policy in said]}


def declare(uri: str, services: Sequence[type[Service]]) -> None:
    """Declare everything before anything is published: an exchange drops what no queue wants."""
    with Connection(uri) as connection:
        ANSWERS(connection.default_channel).declare()
        for service in services:
            events_exchange(service.name)(connection.default_channel).declare()
            for queue in queues(service):
                queue(connection.default_channel).declare()


def undeclared(uri: str, service: type[Service]) -> list[str]:
    """The queues that this service would read and that do not exist, for a user with no right."""
    with Connection(uri) as connection:
        return [queue.name for queue in queues(service) if not exists(connection, queue.name)]


def exists(connection: Connection, queue: str) -> bool:
    with connection.channel() as channel:
        try:
            channel.queue_declare(queue, passive=True)
        except NotFound:
            return False
        return True
