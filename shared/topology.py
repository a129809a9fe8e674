"""Exchanges and queues: who publishes where, who listens to what (ADR 0012).

<service>.events    topic   the facts that a service tells, by routing key
<service>.commands  topic   what may be asked of it
<consumer>.<publisher>.events   one ordered queue per (consumer, publisher)
<service>.dead      what no retry will heal, kept for a human
"""

from collections.abc import Sequence

from kombu import Connection, Exchange, Queue

from shared.application import Service
from shared.contracts import Contract
from shared.wire import routing_key

DEAD = Exchange("france-services.dead", type="direct", durable=True)


def events_exchange(service: str) -> Exchange:
    return Exchange(f"{service}.events", type="topic", durable=True)


def commands_exchange(service: str) -> Exchange:
    return Exchange(f"{service}.commands", type="topic", durable=True)


def dead_queue(service: str) -> Queue:
    name = f"{service}.dead"
    return Queue(name, DEAD, routing_key=name, queue_arguments={"x-queue-type": "quorum"})


def facts_queue(consumer: str, publisher: str, kinds: Sequence[type[Contract]]) -> Queue:
    """Bound to each kind of fact that the consumer wants; one consumer at a time, in order."""
    exchange = events_exchange(publisher)
    bindings = [exchange.binding(routing_key(kind)) for kind in kinds]
    return Queue(
        f"{consumer}.{publisher}.events", bindings=bindings, queue_arguments=_ordered(consumer)
    )


def commands_queue(service: str) -> Queue:
    return Queue(
        f"{service}.commands",
        commands_exchange(service),
        routing_key="#",
        queue_arguments=_ordered(service),
    )


def queues(service: type[Service]) -> list[Queue]:
    """Every queue that this service reads, and its dead letters."""
    wanted = service.subscriptions().items()
    facts = [facts_queue(service.name, publisher, kinds) for publisher, kinds in wanted]
    return [dead_queue(service.name), commands_queue(service.name), *facts]


def declare(uri: str, services: Sequence[type[Service]]) -> None:
    """Declare everything before anything is published: an exchange drops what no queue wants."""
    with Connection(uri) as connection:
        for service in services:
            for queue in queues(service):
                queue(connection.default_channel).declare()


def _ordered(consumer: str) -> dict[str, object]:
    return {
        "x-queue-type": "quorum",
        "x-single-active-consumer": True,
        "x-dead-letter-exchange": DEAD.name,
        "x-dead-letter-routing-key": f"{consumer}.dead",
    }
