"""The probes of a process that reads the queues of a service, or its log."""

from collections.abc import Callable

from prometheus_client import REGISTRY

from shared.delivery.wire import commands_queue_name
from shared.observability import heartbeat
from shared.observability.metrics import PREFIX
from shared.rabbitmq.connection import connection
from shared.rabbitmq.topology import exists, questions_queue, queues
from shared.runtime.component import Component
from shared.runtime.probes.health import Check, in_time, of_the_database
from shared.runtime.probes.process import Watched, probed
from shared.runtime.settings import broker, variables


def watched(component: Component, role: str) -> Callable[[], None]:
    """The probes of a process of a service; returns the function that closes them."""
    options = variables(component.name)
    return probed(lambda: of_a_service(component, role, broker(component.name)), options)


def of_a_service(component: Component, role: str, uri: str) -> Watched:
    """`role`: service, which reads its queues, or worker, which reads its log."""
    more = {"travailleur": lambda: standing(component)} if role == "worker" else {}
    checks = readiness(component, role, uri)
    return Watched(component.name, role, checks, [component], more)


def readiness(component: Component, role: str, uri: str) -> dict[str, Check]:
    """The checks of a process of this role: its servers, its tables, its own progress."""
    progress = _worker_goes_on if role == "worker" else lambda: _reads_its_queues(component)
    return {
        **of_the_database(component),
        "courtier": in_time(lambda: _broker_answers(component.name, uri)),
        "progression": progress,
    }


def standing(component: Component) -> str:
    """Whether this worker leads or stands by; standing by is not a fault."""
    leads = REGISTRY.get_sample_value(f"{PREFIX}worker_leads", {"service": component.name})
    return "mène" if leads else "attend"


def _broker_answers(service: str, uri: str) -> str | None:
    """Look for the inbox, on a new connection; this needs no right."""
    queue = commands_queue_name(service)
    with connection(uri) as opened:
        return None if exists(opened, queue) else f"la file {queue} n'existe pas"


def _worker_goes_on() -> str | None:
    return None if heartbeat.WORKER in heartbeat.ages() else "n'a pas encore commencé"


def _reads_its_queues(component: Component) -> str | None:
    """Every queue must have been read, except that of questions: nameko's consumer has no beat."""
    read = {each.name for each in queues(component.service.handlers)}
    unread = sorted(read - heartbeat.ages().keys() - {questions_queue(component.name).name})
    return f"ne lit pas encore {', '.join(unread)}" if unread else None
