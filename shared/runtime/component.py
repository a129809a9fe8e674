"""A service, assembled: its application, the readers of its log, its effects."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shared.clock import Clock
from shared.contracts import Contract
from shared.delivery.deadlines import Deadlines, deadlines
from shared.delivery.parking import Parking
from shared.delivery.reception import Reception, RetryPolicy
from shared.delivery.refused_questions import Purge, Refusals
from shared.delivery.retries import Bus, Retries, Timed
from shared.log.journal import JOURNAL
from shared.log.log_pass import Failed, LogPass, SharingReader
from shared.log.readers import Effect, EffectReader, LogReader, Projection, ProjectionReader
from shared.log.relay import Relay
from shared.log.set_aside import Tries
from shared.log.set_aside_tries import SetAsideTries
from shared.messages.deadline import Decide
from shared.read_model import ReadModel
from shared.recording.application import Service


@dataclass(frozen=True)
class Settings:
    """The settings of a service: event store variables, SQL address, options, clock."""

    store: Mapping[str, str]
    sql_url: str
    options: Mapping[str, str]
    clock: Clock


@dataclass(frozen=True)
class Component:
    """A service, ready to run in a process of its own or beside the others.

    `code`: its version; what another one could not read is tried again.
    """

    service: Service
    model: ReadModel
    to_contract: Callable[[Any], Contract | None]
    projections: Sequence[Projection]
    effect: Effect | None = None
    close_effects: Callable[[], None] = field(default=lambda: None)
    retry_policy: RetryPolicy = RetryPolicy()
    decide_deadlines: Decide | None = None
    code: str = ""

    @property
    def name(self) -> str:
        return self.service.name

    @cached_property
    def parking(self) -> Parking:
        return Parking(self.model)

    @cached_property
    def reception(self) -> Reception:
        return Reception(self.service, self.parking, self.retry_policy)

    def projection_readers(self) -> list[ProjectionReader]:
        dates = [deadlines(self.decide_deadlines)] if self.decide_deadlines else []
        kept = (*self.projections, *dates, JOURNAL)
        return [ProjectionReader(self.service, self.model, each, self.tries) for each in kept]

    @property
    def tries(self) -> Tries:
        """When an event that a reader set aside is tried again, as a parked message is."""
        return Tries(self.retry_policy.later, self.code)

    def readers(self, bus: Bus) -> list[LogReader]:
        """Everything that reads the log: the relay, the projections, the effects."""
        return [*self._readers(bus)]

    def log_pass(self, bus: Bus, failed: Failed | None = None) -> LogPass:
        """The same readers, in one pass; `failed`: as for LogPass."""
        sharing: list[SharingReader] = [self._relay(bus), *self.projection_readers()]
        return LogPass(self.service, self.model, sharing, self._effect_readers(), failed)

    def _readers(self, bus: Bus) -> Iterator[Relay | ProjectionReader | EffectReader]:
        yield self._relay(bus)
        yield from self.projection_readers()
        yield from self._effect_readers()

    def _relay(self, bus: Bus) -> Relay:
        return Relay(self.service, self.model, self.to_contract, bus, tries=self.tries)

    def _effect_readers(self) -> list[EffectReader]:
        if self.effect is None:
            return []
        return [EffectReader(self.service, self.model, self.effect, self.tries)]

    def reader_names(self) -> list[str]:
        """The names of `readers`, for a process that does not run them."""
        projections = [reader.name for reader in self.projection_readers()]
        return [Relay.name, *projections, *([EffectReader.name] if self.effect else [])]

    def timed(self, bus: Bus) -> list[Timed]:
        """The work that the clock starts: retries, deadlines if it has some, the purge."""
        aside = SetAsideTries(self.service, self.model, self._readers(bus), self.tries)
        waiting: list[Timed] = [Retries(self.reception, bus), aside]
        if self.decide_deadlines:
            waiting.append(Deadlines(self.reception))
        return [*waiting, Purge(self.name, Refusals(self.model), self.service.clock)]

    def close(self) -> None:
        self.close_effects()
        self.model.close()
        self.service.close()
