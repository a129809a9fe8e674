"""What a service brings to whoever runs it: one application, its readers, its effects."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.application import Service
from shared.clock import Clock
from shared.contracts import Contract
from shared.journal import JOURNAL
from shared.readmodel import ReadModel, making_tables
from shared.relay import Publisher, Relay
from shared.tails import Effect, EffectTail, Projection, ProjectionTail, Tail


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

    @property
    def name(self) -> str:
        return self.service.name

    def projection_tails(self) -> list[ProjectionTail]:
        return [ProjectionTail(self.service, self.model, p) for p in (*self.projections, JOURNAL)]

    def tails(self, bus: Publisher) -> list[Tail]:
        """Everything that reads the log: the relay, the projections, the effects."""
        readers: list[Tail] = [Relay(self.service, self.model, self.to_contract, bus)]
        readers += self.projection_tails()
        if self.effect:
            readers.append(EffectTail(self.service, self.model, self.effect))
        return readers

    def close(self) -> None:
        self.close_effects()
        self.model.close()
        self.service.close()


def started(build: Callable[[Settings], Component], settings: Settings) -> Component:
    """The component of a process that may not be the first, nor the only one, to start."""
    with making_tables(settings.sql_url):
        return build(settings)
