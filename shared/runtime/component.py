"""What a service brings to whoever runs it: one application, its readers, its effects."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shared.clock import Clock
from shared.contracts import Contract
from shared.delivery.deadlines import Deadlines, Decide, deadlines
from shared.delivery.parking import Parking
from shared.delivery.reception import Patience, Reception
from shared.delivery.retries import Bus, Retries, Timed
from shared.log.journal import JOURNAL
from shared.log.readers import Effect, EffectTail, Projection, ProjectionTail, Tail
from shared.log.relay import Relay
from shared.read_model import ReadModel
from shared.recording.application import Service


@dataclass(frozen=True)
class Settings:
    """Where a service keeps its things: event store variables, SQL address, and its own options."""

    store: Mapping[str, str]
    sql_url: str
    options: Mapping[str, str]
    clock: Clock


@dataclass(frozen=True)
class Component:
    """A service, ready to run in a process of its own or beside the others."""

    service: Service
    model: ReadModel
    to_contract: Callable[[Any], Contract | None]
    projections: Sequence[Projection]
    effect: Effect | None = None
    close_effects: Callable[[], None] = field(default=lambda: None)
    patience: Patience = Patience()
    decide_deadlines: Decide | None = None

    @property
    def name(self) -> str:
        return self.service.name

    @cached_property
    def parking(self) -> Parking:
        return Parking(self.model)

    @cached_property
    def reception(self) -> Reception:
        """Where messages come in."""
        return Reception(self.service, self.parking, self.patience)

    def projection_tails(self) -> list[ProjectionTail]:
        dates = [deadlines(self.decide_deadlines)] if self.decide_deadlines else []
        kept = (*self.projections, *dates, JOURNAL)
        return [ProjectionTail(self.service, self.model, each) for each in kept]

    def tails(self, bus: Bus) -> list[Tail]:
        """Everything that reads the log: the relay, the projections, the effects."""
        readers: list[Tail] = [Relay(self.service, self.model, self.to_contract, bus)]
        readers += self.projection_tails()
        if self.effect:
            readers.append(EffectTail(self.service, self.model, self.effect))
        return readers

    def tail_names(self) -> list[str]:
        """Those of `tails`, for whoever runs none."""
        projections = [tail.name for tail in self.projection_tails()]
        return [Relay.name, *projections, *([EffectTail.name] if self.effect else [])]

    def timed(self, bus: Bus) -> list[Timed]:
        """Everything that the clock alone may set in motion."""
        waiting: list[Timed] = [Retries(self.reception, bus)]
        if self.decide_deadlines:
            waiting.append(Deadlines(self.reception))
        return waiting

    def close(self) -> None:
        self.close_effects()
        self.model.close()
        self.service.close()
