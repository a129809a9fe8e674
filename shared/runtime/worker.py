"""The worker of a service: all the readers of its log, in one plain process (ADR 0006)."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from shared.delivery.retries import Timed
from shared.log.log_pass import LogPass
from shared.observability import heartbeat, metrics
from shared.rabbitmq.publisher import RabbitPublisher
from shared.read_model import HINTS
from shared.runtime.component import Component
from shared.runtime.leader import Leading
from shared.runtime.stop import Stop

logger = logging.getLogger(__name__)

LOOK = 5.0
"""The seconds between two looks at the log while nobody notifies: a notification can be lost."""
BACKOFF = 1.0


class Worker:
    """Reads the log until stopped; one worker leads per service, the others wait.

    PostgreSQL wakes it when something is recorded; it wakes by itself when something is due.
    """

    def __init__(
        self,
        component: Component,
        amqp_uri: str,
        listeners: Callable[[], Sequence[str]] = tuple,
        look: float = LOOK,
    ) -> None:
        self.component, self.look = component, look
        self.recorder: Any = component.service.recorder
        self.bus = RabbitPublisher(amqp_uri, listeners)
        self.log = component.log_pass(self.bus, self._failed)
        self.timed = component.timed(self.bus)
        self.stopping = Stop()
        self.standing_by = False
        self.failing = False
        self.leads = metrics.LEADS.labels(component.name)
        driver = component.model.engine.dialect.loaded_dbapi
        self.lost = (SQLAlchemyError, driver.Error)
        """Raised when the session is lost, by the database or its driver."""

    def stop(self) -> None:
        self.stopping.order()

    def run(self) -> None:
        """Run until stopped; returns after the batch under way."""
        try:
            while not self.stopping.ordered:
                self._lead_until_lost()
        finally:
            self.bus.close()
            self.stopping.close()

    def _lead_until_lost(self) -> None:
        try:
            with self.component.model.engine.connect() as session:
                leading = Leading(session)
                if leading.begins([self.recorder.channel_name, HINTS]):
                    self._lead(leading)
                else:
                    self._stand_by()
        except self.lost as error:
            logger.warning("Base de données injoignable, nouvel essai : %s", error)
            heartbeat.beat(heartbeat.WORKER)
            self.stopping.wait(BACKOFF)
        finally:
            self.leads.set(0)

    def _lead(self, leading: Leading) -> None:
        self.standing_by = False
        self.leads.set(1)
        logger.info("Le travailleur de %s prend la main.", self.component.name)
        woken = False
        while not self.stopping.ordered:
            if not woken:  # a notification has just come by this session
                leading.check()
            began, woken = self.component.service.clock.now(), False
            if not self._pass():
                woken = leading.rest(self._nothing_for(began), self.stopping)

    def _stand_by(self) -> None:
        if not self.standing_by:
            logger.info("Le travailleur de %s attend : un autre mène.", self.component.name)
        self.standing_by = True
        heartbeat.beat(heartbeat.WORKER)
        self.stopping.wait(BACKOFF)

    def _pass(self) -> bool:
        """True if there may be more to do at once."""
        self.failing = False
        read = self._run(self.log)
        done = sum(self._run(each) for each in self.timed)
        return self.failing or done > 0 or (read > 0 and not self.log.ended)

    def _run(self, each: LogPass | Timed) -> int:
        heartbeat.beat(heartbeat.WORKER)
        try:
            return each.run()
        except Exception as error:
            self._failed(each.name, error)
            return 0

    def _failed(self, reader: str, error: Exception) -> None:
        """Say it, count it, then pause: the same will be tried again."""
        metrics.TAIL_FAILURES.labels(self.component.name, reader).inc()
        what = "%s.%s est en échec, nouvel essai"
        logger.error(what, self.component.name, reader, exc_info=error)
        self.failing = True
        self.stopping.wait(BACKOFF)

    def _nothing_for(self, began: datetime) -> float:
        """The seconds to rest: until the next look, or what is due before.

        What was due before this pass `began`, and was not done, waits for something else.
        """
        now = self.component.service.clock.now()
        due = [max(0.0, (each - now).total_seconds()) for each in self._due() if each >= began]
        return min([self.look, *due, *([pause] if (pause := self.log.pause()) else [])])

    def _due(self) -> Iterator[datetime]:
        for each in self.timed:
            if moment := each.next_due():
                yield datetime.fromisoformat(moment)
