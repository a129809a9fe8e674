"""The health checks of a process."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from prometheus_client import REGISTRY

from shared.delivery.wire import commands_queue_name
from shared.observability import heartbeat
from shared.observability.metrics import PREFIX
from shared.observability.redaction import summary
from shared.rabbitmq.connection import connection
from shared.rabbitmq.topology import exists, questions_queue, queues
from shared.runtime.component import Component
from shared.runtime.migrations import missing
from shared.runtime.probes.bounded import Bounded, TooSlow

SECONDS = 3.0
OK = "OK"

Check = Callable[[], str | None]
"""Returns the problem, in French; None if there is none."""


@dataclass(frozen=True)
class Verdict:
    holds: bool
    checks: Mapping[str, str]


def judged(checks: Mapping[str, Check]) -> Verdict:
    """Run the checks in parallel: this takes as long as the slowest one."""
    with ThreadPoolExecutor(len(checks)) as threads:
        results = threads.map(lambda check: check(), checks.values())
        problems = dict(zip(checks, results, strict=True))
    return Verdict(
        not any(problems.values()), {name: each or OK for name, each in problems.items()}
    )


def alive() -> Verdict:
    """Only the faults that a restart would mend: an unreachable server is not one."""
    stopped = heartbeat.stopped()
    return Verdict(not stopped, dict.fromkeys(stopped, "n'avance plus"))


def readiness(component: Component, role: str, uri: str) -> dict[str, Check]:
    """The checks of a process of this role: its servers, its tables, its own progress."""
    progress = _worker_goes_on if role == "worker" else lambda: _reads_its_queues(component)
    return {
        **of_the_database(component),
        "courtier": _bounded(lambda: _broker_answers(component.name, uri)),
        "progression": progress,
    }


def of_the_database(component: Component) -> dict[str, Check]:
    """Whether it answers, and has the tables of this code."""
    return {
        "base de données": _bounded(lambda: _database_answers(component)),
        "tables": _bounded(lambda: _tables_are_up_to_date(component)),
    }


def standing(component: Component) -> str:
    """Whether this worker leads or stands by; standing by is not a fault."""
    leads = REGISTRY.get_sample_value(f"{PREFIX}worker_leads", {"service": component.name})
    return "mène" if leads else "attend"


def _bounded(check: Check) -> Check:
    bounded = Bounded(check, SECONDS)

    def ask() -> str | None:
        try:
            return bounded()
        except TooSlow as error:
            return str(error)
        except Exception as error:
            return f"injoignable ({summary(error)})"

    return ask


def _database_answers(component: Component) -> None:
    component.model.query("SELECT 1")


def _tables_are_up_to_date(component: Component) -> str | None:
    late = missing(component.model, component.name)
    return f"il manque {', '.join(late)} : lancez « france-services install »" if late else None


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
