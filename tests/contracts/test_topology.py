"""The topology: every subscription has a publisher, every queue a reader."""

import json
import re
from collections import Counter
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from kombu import Queue

from console.execution.services import applications
from console.installation.broker import known
from shared.contracts import Contract
from shared.rabbitmq.topology import DEAD, NO_LIMIT, Policy, policies, queues
from shared.recording.handlers import Handlers
from shared.runtime.nameko_host import Question
from tests.contracts.language import CONTRACTS, SERVICES

NAMES = {service.name for service in applications()}
SUBSCRIPTIONS = [
    (service, publisher, kind)
    for service in applications()
    for publisher, kinds in service.subscriptions().items()
    for kind in kinds
]
every_service = pytest.mark.parametrize("service", applications(), ids=lambda each: each.name)


def named(value: Any) -> str:
    return str(getattr(value, "name", getattr(value, "__name__", value)))


def keys(queue: Queue) -> list[str]:
    return sorted(binding.routing_key for binding in queue.bindings)


def read_by_shell(service: str) -> set[str]:
    """The queues that the nameko shell of this service consumes."""
    module = import_module(f"services.{service}.service")
    shells = [each for each in vars(module).values() if getattr(each, "name", None) == service]
    methods = [method for shell in shells for method in vars(shell).values()]
    entrypoints = [e for method in methods for e in getattr(method, "nameko_entrypoints", ())]
    questions = {f"rpc-{service}" for each in entrypoints if isinstance(each, Question)}
    return questions | {each.queue.name for each in entrypoints if hasattr(each, "queue")}


@pytest.mark.parametrize("service, publisher, kind", SUBSCRIPTIONS, ids=named)
def test_whoever_listens_listens_to_somebody(
    service: Handlers, publisher: str, kind: type[Contract]
) -> None:
    published = [vars(module).get(kind.__name__) for module in publishing_modules(publisher)]

    assert publisher in NAMES - {service.name}
    assert kind in published and kind is CONTRACTS[kind.__name__]


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_every_contract_is_told_by_the_service_it_is_named_after(name: str) -> None:
    contract = CONTRACTS[name]

    published = [vars(each).get(name) for each in publishing_modules(contract.publisher())]

    assert contract in published


def publishing_modules(service: str) -> list[ModuleType]:
    """The modules `publishing` of a service and of its subjects."""
    found = sorted((SERVICES / service).rglob("publishing.py"))
    names = [path.relative_to(SERVICES.parent).with_suffix("").parts for path in found]
    return [import_module(".".join(name)) for name in names]


@every_service
def test_a_service_reads_one_queue_per_publisher_and_one_of_commands(
    service: Handlers,
) -> None:
    wanted = {
        f"{service.name}.{publisher}.events": sorted(kind.__name__ for kind in kinds)
        for publisher, kinds in service.subscriptions().items()
    }
    declared = {queue.name: queue for queue in queues(service)}

    assert declared.keys() == {
        *wanted,
        *(name.format(service.name) for name in ("{}.inbox", "{}.dead", "{}.questions", "rpc-{}")),
    }
    assert {name: keys(declared[name]) for name in wanted} == wanted
    for publisher in service.subscriptions():
        queue = declared[f"{service.name}.{publisher}.events"]
        assert {binding.exchange.name for binding in queue.bindings} == {f"{publisher}.events"}


@every_service
def test_the_shell_reads_every_queue_that_is_declared_for_it(service: Handlers) -> None:
    """A service without commands reads its inbox too: a message there must get a refusal."""
    assert read_by_shell(service.name) == {queue.name for queue in queues(service)}


@every_service
def test_an_inbound_queue_is_ordered_durable_and_sets_aside_what_cannot_be_read(
    service: Handlers,
) -> None:
    declared: list[Any] = queues(service)
    [dead, *inbound] = [queue for queue in declared if not queue.name.startswith("rpc-")]
    questions = f"{service.name}.questions"

    assert (dead.name, dead.exchange.name, dead.routing_key) == (
        f"{service.name}.dead",
        DEAD.name,
        f"{service.name}.dead",
    )
    for queue in inbound:
        ordered = {} if queue.name == questions else {"x-single-active-consumer": True}
        assert queue.durable
        assert queue.queue_arguments == {"x-queue-type": "quorum", **ordered}
        assert [
            name for name, each in policies(applications()).items() if matches(each, queue)
        ] == [f"france-services-{service.name}"]
    [policy] = [each for each in policies(applications()).values() if matches(each, dead)]
    assert policy.says["delivery-limit"] == NO_LIMIT


def matches(policy: Policy, queue: Queue) -> bool:
    return bool(re.search(policy.pattern, queue.name))


def test_the_policies_say_where_what_is_delivered_too_often_goes_and_that_it_gets_there() -> None:
    """Without the last two, RabbitMQ dead-letters at most once, and loses messages silently."""
    assert policies([applications()[0]], 5)["france-services-labellisation"].says == {
        "delivery-limit": 5,
        "dead-letter-exchange": DEAD.name,
        "dead-letter-routing-key": "labellisation.dead",
        "dead-letter-strategy": "at-least-once",
        "overflow": "reject-publish",
    }


def test_the_definitions_that_are_deployed_are_those_of_the_code() -> None:
    """`france-services topology --sortie deploy/rabbitmq` writes them again."""
    deployed = Path(__file__).parents[2] / "deploy" / "rabbitmq" / "definitions.json"

    assert json.loads(deployed.read_text()) == known()


@every_service
def test_exchanges_are_durable_topics_that_a_plain_client_can_name(service: Handlers) -> None:
    [commands] = [queue for queue in queues(service) if queue.name == f"{service.name}.inbox"]
    exchanges = [commands.exchange, *(b.exchange for q in queues(service) for b in q.bindings)]

    assert commands.exchange.name == f"{service.name}.commands"
    assert commands.routing_key == "#"
    assert all(each.type == "topic" and each.durable for each in exchanges)


def test_no_two_services_read_the_same_queue() -> None:
    names = Counter(queue.name for service in applications() for queue in queues(service))

    assert set(names.values()) == {1}
    assert all(name.isascii() for name in names)
