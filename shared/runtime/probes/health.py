"""The health checks of any process."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from shared.observability import heartbeat
from shared.observability.redaction import summary
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


def of_the_database(component: Component) -> dict[str, Check]:
    """Whether it answers, and has the tables of this code unless it makes them by itself."""
    answers = {"base de données": in_time(lambda: _database_answers(component))}
    if component.model.creates:
        return answers
    return {**answers, "tables": in_time(lambda: _tables_are_up_to_date(component))}


def of_the_databases(components: Iterable[Component]) -> dict[str, Check]:
    """The same for a process that opens the bases of several services."""
    return {
        f"{component.name} : {what}": check
        for component in components
        for what, check in of_the_database(component).items()
    }


def in_time(check: Check, seconds: float = SECONDS) -> Check:
    """This check, whose problem is also that it takes too long, or raises."""
    bounded = Bounded(check, seconds)

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
