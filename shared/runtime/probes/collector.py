"""The measures of a service's database and pools, read at each scrape by Prometheus."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client.core import GaugeMetricFamily, Metric

from shared.observability.metrics import PREFIX
from shared.runtime.component import Component
from shared.runtime.probes.archiving import Archiving, archiving
from shared.runtime.probes.backlog import Backlog, backlog
from shared.runtime.probes.bounded import Bounded
from shared.runtime.probes.writing import refusal_to_write

logger = logging.getLogger(__name__)

SECONDS = 5.0


class ServiceCollector:
    """If the database does not answer, the page says so in a measure instead of failing."""

    def __init__(self, component: Component) -> None:
        self.component = component
        self.found: Callable[[], tuple[Backlog, Archiving | None, bool]] = Bounded(
            lambda: (backlog(component), archiving(component), _writes(component)), SECONDS
        )

    def collect(self) -> Iterator[Metric]:
        yield from self._pools()
        up = self._gauge("database_up", "1 si la base répond au relevé.")
        try:
            found, archived, writes = self.found()
        except Exception as error:
            logger.warning("%s : relevé impossible : %r", self.component.name, error)
            up.add_metric([self.component.name], 0)
            yield up
            return
        up.add_metric([self.component.name], 1)
        yield up
        written = "1 si la base accepte d'écrire : son disque n'est pas plein."
        yield self._one("database_writable", written, writes)
        yield from self._lags(found)
        yield from self._waiting(found)
        yield from self._aside(found)
        yield from self._undelivered(found)
        if archived:
            yield from self._archiving(archived)

    def _lags(self, found: Backlog) -> Iterator[Metric]:
        events = self._gauge("tail_lag_events", "Événements qu'un lecteur n'a pas lus.", "tail")
        seconds = self._gauge("tail_lag_seconds", "Âge du plus ancien d'entre eux.", "tail")
        for reader, lag in found.lags.items():
            events.add_metric([self.component.name, reader], lag.events)
            seconds.add_metric([self.component.name, reader], lag.seconds)
        yield events
        yield seconds
        yield self._one("log_position", "Position du dernier événement.", found.head)
        help = "Quand le dernier événement a été enregistré."
        last = self._gauge("last_event_timestamp_seconds", help)
        if found.last:
            last.add_metric([self.component.name], found.last.timestamp())
        yield last

    def _waiting(self, found: Backlog) -> Iterator[Metric]:
        parked = self._gauge("parked_messages", "Messages retenus, par cause.", "state", "cause")
        for each in found.parked:
            parked.add_metric([self.component.name, each.state, each.cause], each.count)
        yield parked
        yield self._one("dead_letters", "Messages qui attendent une décision.", found.dead)
        oldest = "Âge du plus ancien message qui attend une décision."
        yield self._one("oldest_dead_letter_seconds", oldest, found.dead_seconds)
        yield self._one("deadlines_overdue", "Échéances passées sans suite.", found.overdue)
        late = "Retard de la plus ancienne échéance."
        yield self._one("oldest_overdue_deadline_seconds", late, found.overdue_seconds)

    def _aside(self, found: Backlog) -> Iterator[Metric]:
        help = "Événements mis de côté par un lecteur, par état."
        aside = self._gauge("events_set_aside", help, "tail", "state")
        for each in found.aside:
            aside.add_metric([self.component.name, each.reader, each.state], each.count)
        yield aside
        oldest = "Âge du plus ancien événement mis de côté."
        yield self._one("oldest_event_set_aside_seconds", oldest, found.aside_seconds)

    def _undelivered(self, found: Backlog) -> Iterator[Metric]:
        help = "Faits qu'un webhook n'a pas pris, par état."
        facts = self._gauge("webhook_parked_facts", help, "webhook", "state")
        help = "Âge du plus ancien d'entre eux."
        oldest = self._gauge("webhook_oldest_parked_seconds", help, "webhook", "state")
        for each in found.undelivered:
            facts.add_metric([self.component.name, each.webhook, each.state], each.count)
            oldest.add_metric([self.component.name, each.webhook, each.state], each.seconds)
        yield facts
        yield oldest

    def _archiving(self, found: Archiving) -> Iterator[Metric]:
        done = "Quand PostgreSQL a archivé un journal pour la dernière fois."
        yield self._one("archive_last_success_timestamp_seconds", done, found.success)
        failed = "Quand il y a échoué pour la dernière fois."
        yield self._one("archive_last_failure_timestamp_seconds", failed, found.failure)

    def _pools(self) -> Iterator[Metric]:
        used = self._gauge("pool_connections_in_use", "Connexions prises.", "pool")
        limit = self._gauge("pool_connections_limit", "Connexions possibles.", "pool")
        for pool, in_use, most in pools(self.component):
            used.add_metric([self.component.name, pool], in_use)
            limit.add_metric([self.component.name, pool], most)
        yield used
        yield limit

    def _gauge(self, name: str, help: str, *labels: str) -> GaugeMetricFamily:
        return GaugeMetricFamily(f"{PREFIX}{name}", help, labels=["service", *labels])

    def _one(self, name: str, help: str, value: float) -> GaugeMetricFamily:
        gauge = self._gauge(name, help)
        gauge.add_metric([self.component.name], value)
        return gauge


def _writes(component: Component) -> bool:
    return refusal_to_write(component.model) is None


def pools(component: Component) -> Iterator[tuple[str, int, int]]:
    """The pools of the read model and of the log: name, connections taken, maximum."""
    read: Any = component.model.engine.pool
    if hasattr(read, "checkedout"):
        yield "lecture", read.checkedout(), read.size() + read._max_overflow
    recorder: Any = component.service.recorder
    log: Any = getattr(getattr(recorder, "datastore", None), "pool", None)
    if hasattr(log, "get_stats"):
        stats = log.get_stats()
        taken = stats["pool_size"] - stats["pool_available"]
        yield "journal", taken, stats["pool_max"]
