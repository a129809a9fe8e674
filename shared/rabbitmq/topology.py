"""Exchanges and queues: the publishers and the consumers (ADR 0012).

<service>.events    topic   the facts that a service publishes, by routing key
<service>.commands  topic   the commands that it receives
answers             direct  the answers, by the address that the command's author has bound
requests            topic   the commands and questions of other systems (see `partners`, ADR 0027)
<consumer>.<publisher>.events   one ordered queue per (consumer, publisher)
<service>.inbox     the commands of a service that operators send, in order
<service>.questions the published questions that operators ask (ADR 0038)
<service>.dead      the messages over the delivery limit, which the service then parks
rpc-<service>       questions, in nameko's format
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from amqp.exceptions import NotFound
from kombu import Connection, Exchange, Queue

from shared import limits
from shared.contracts import Contract
from shared.delivery import wire
from shared.delivery.account_names import question_key, questions_queue_name
from shared.delivery.wire import commands_queue_name, facts_queue_name, routing_key
from shared.rabbitmq.connection import connection
from shared.recording.handlers import Handlers

QUORUM = {"x-queue-type": "quorum"}
ORDERED = {**QUORUM, "x-single-active-consumer": True}
"""Arguments that a policy cannot set; limits and dead letters are policies (see `policies`)."""

DELIVERY_LIMIT = 20
NO_LIMIT = 1_000_000
DEAD_SUFFIX = ".dead"
INSTALLED = {"durable": True, "no_declare": True}
"""`install` creates them: kombu must not declare a queue before reading it, nor an exchange."""

DEAD = Exchange("france-services.dead", type="direct", **INSTALLED)
ANSWERS = Exchange(wire.ANSWERS, type="direct", **INSTALLED)
REQUESTS = Exchange(wire.REQUESTS, type="topic", **INSTALLED)
QUESTIONS = Exchange("nameko-rpc", type="topic", **INSTALLED)
"""The name and the type are nameko's."""


@dataclass(frozen=True)
class Policy:
    """The settings that RabbitMQ applies to the queues whose name matches."""

    pattern: str
    says: dict[str, Any]


def events_exchange(service: str) -> Exchange:
    return Exchange(f"{service}.events", type="topic", **INSTALLED)


def commands_exchange(service: str) -> Exchange:
    return Exchange(f"{service}.commands", type="topic", **INSTALLED)


def dead_queue(service: str) -> Queue:
    name = f"{service}{DEAD_SUFFIX}"
    return Queue(name, DEAD, routing_key=name, queue_arguments=QUORUM, **INSTALLED)


def facts_queue(consumer: str, publisher: str, kinds: Sequence[type[Contract]]) -> Queue:
    """Bound to each kind of fact that the consumer wants; one consumer at a time, in order."""
    exchange = events_exchange(publisher)
    bindings = [exchange.binding(routing_key(kind)) for kind in kinds]
    name = facts_queue_name(consumer, publisher)
    return Queue(name, bindings=bindings, queue_arguments=ORDERED, **INSTALLED)


def commands_queue(service: str) -> Queue:
    name, exchange = commands_queue_name(service), commands_exchange(service)
    return Queue(name, exchange, routing_key="#", queue_arguments=ORDERED, **INSTALLED)


def questions_queue(service: str) -> Queue:
    name, questions = f"rpc-{service}", f"{service}.*"
    return Queue(name, QUESTIONS, routing_key=questions, queue_arguments=QUORUM, **INSTALLED)


def published_questions_queue(service: str) -> Queue:
    """Read by every process of the service: questions have no order."""
    name, key = questions_queue_name(service), question_key("", service)
    return Queue(name, REQUESTS, routing_key=key, queue_arguments=QUORUM, **INSTALLED)


def queues(service: Handlers) -> list[Queue]:
    """Every queue that this service reads, and its dead letters."""
    wanted = service.subscriptions().items()
    facts = [facts_queue(service.name, publisher, kinds) for publisher, kinds in wanted]
    return [
        dead_queue(service.name),
        commands_queue(service.name),
        questions_queue(service.name),
        published_questions_queue(service.name),
        *facts,
    ]


def policies(services: Sequence[Handlers], limit: int = DELIVERY_LIMIT) -> dict[str, Policy]:
    """The policies by name: delivery limit, and dead letters kept at least once.

    Without a dead-letter exchange, RabbitMQ would drop a message over its limit.
    """
    dead = Policy(r"^.+\.dead$", {"delivery-limit": NO_LIMIT, "overflow": "reject-publish"})
    return {
        "france-services-dead": dead,
        **{f"france-services-{service.name}": _reads(service, limit) for service in services},
        **{f"france-services-{each.name}-accounts": _asked(each, limit) for each in services},
        **{f"france-services-{each.name}-questions": _questions(each, limit) for each in services},
    }


def _reads(service: Handlers, limit: int) -> Policy:
    return Policy(rf"^{service.name}\.(.+\.events|inbox|questions)$", _ordered(service, limit))


def _asked(service: Handlers, limit: int) -> Policy:
    """The inboxes of other systems: a full one refuses the requests of its own account."""
    quota = {"max-length": limits.DEMANDES_EN_ATTENTE.valeur}
    return Policy(rf"^{service.name}\.inbox\..+$", _ordered(service, limit) | quota)


def _questions(service: Handlers, limit: int) -> Policy:
    """The questions of other systems: what one account asks fills no queue but its own."""
    quota = {"max-length": limits.QUESTIONS_EN_ATTENTE.valeur}
    return Policy(rf"^{service.name}\.questions\..+$", _ordered(service, limit) | quota)


def _ordered(service: Handlers, limit: int) -> dict[str, Any]:
    return {
        "delivery-limit": limit,
        "dead-letter-exchange": DEAD.name,
        "dead-letter-routing-key": dead_queue(service.name).name,
        "dead-letter-strategy": "at-least-once",
        "overflow": "reject-publish",
    }


def exchanges(services: Sequence[Handlers]) -> list[Exchange]:
    """Every exchange, with those of publishers not installed yet that a service subscribes to."""
    publishers = {name for each in services for name in (each.name, *each.subscriptions())}
    facts = [events_exchange(name) for name in sorted(publishers)]
    commands = [commands_exchange(each.name) for each in services]
    return [*facts, *commands, REQUESTS, ANSWERS, QUESTIONS, DEAD]


def undeclared(uri: str, service: Handlers) -> list[str]:
    """The queues that this service reads and that do not exist; asking needs no right."""
    with connection(uri) as opened:
        return [queue.name for queue in queues(service) if not exists(opened, queue.name)]


def exists(opened: Connection, queue: str) -> bool:
    with opened.channel() as channel:
        try:
            channel.queue_declare(queue, passive=True)
        except NotFound:
            return False
        return True
