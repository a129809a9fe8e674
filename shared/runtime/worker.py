"""The worker of a service: all the readers of its log, in one plain process (ADR 0006)."""

import logging
from collections.abc import Callable, Sequence
from threading import Event

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shared.observability import heartbeat, metrics
from shared.rabbitmq.publisher import RabbitPublisher
from shared.runtime import leader
from shared.runtime.component import Component

logger = logging.getLogger(__name__)

IDLE = 0.05
BACKOFF = 1.0


class Worker:
    """Runs the log readers in turn until stopped; one worker leads per service, the others wait."""

    def __init__(
        self,
        component: Component,
        amqp_uri: str,
        listeners: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self.component = component
        self.bus = RabbitPublisher(amqp_uri, listeners)
        self.readers = [*component.readers(self.bus), *component.timed(self.bus)]
        self.stopping = Event()
        self.standing_by = False
        self.leads = metrics.LEADS.labels(component.name)

    def stop(self) -> None:
        self.stopping.set()

    def run(self) -> None:
        """Run until stopped; returns after the batch under way."""
        try:
            while not self.stopping.is_set():
                self._lead_until_lost()
        finally:
            self.bus.close()

    def _lead_until_lost(self) -> None:
        try:
            with self.component.model.engine.connect() as session:
                if not session.scalar(text(f"SELECT pg_try_advisory_lock({leader.LEADER_KEY})")):
                    self._stand_by()
                    return
                self.standing_by = False
                self.leads.set(1)
                logger.info("Le travailleur de %s prend la main.", self.component.name)
                while not self.stopping.is_set():
                    session.execute(text("SELECT 1"))
                    session.commit()
                    self._pass()
        except SQLAlchemyError as error:
            logger.warning("Base de données injoignable, nouvel essai : %s", error)
            heartbeat.beat(heartbeat.WORKER)
            self.stopping.wait(BACKOFF)
        finally:
            self.leads.set(0)

    def _stand_by(self) -> None:
        if not self.standing_by:
            logger.info("Le travailleur de %s attend : un autre mène.", self.component.name)
        self.standing_by = True
        heartbeat.beat(heartbeat.WORKER)
        self.stopping.wait(BACKOFF)

    def _pass(self) -> None:
        read = 0
        for reader in self.readers:
            heartbeat.beat(heartbeat.WORKER)
            try:
                read += reader.run()
            except Exception:
                metrics.TAIL_FAILURES.labels(self.component.name, reader.name).inc()
                logger.exception(
                    "%s.%s est en échec, nouvel essai", self.component.name, reader.name
                )
                self.stopping.wait(BACKOFF)
        if not read:
            self.stopping.wait(IDLE)
