"""given(facts).when(decision, *arguments).then(facts): the whole vocabulary of a domain test."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.domain import CanInitAggregate
from eventsourcing.utils import get_topic

from shared.log.contract_fields import ENVELOPE
from shared.recording.aggregates import Aggregate
from shared.recording.provenance import Provenance, acting
from shared.refusal import Refus

SUBJECT = UUID(int=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SOMEBODY = Provenance("PREFET", "préfecture 15", LONG_AGO, LONG_AGO, SUBJECT, SUBJECT, "essai")


@dataclass(frozen=True)
class Fact:
    """An event without its envelope: its class and its fields."""

    event: type[Any]
    payload: dict[str, Any]


def fact(event: type[Any], **payload: Any) -> Fact:
    """Raises TypeError for a field that the event has not, or lacks."""
    declared = {each.name for each in dataclasses.fields(event)} - ENVELOPE
    if declared != set(payload):
        raise TypeError(f"{event.__name__}: {sorted(declared ^ set(payload))}")
    return Fact(event, payload)


def specification(subject: type[Aggregate]) -> Callable[..., "Given"]:
    return lambda *facts: Given(subject, facts)


class Given:
    """An aggregate rebuilt from facts; from none, decisions are those that make one."""

    def __init__(self, subject: type[Aggregate], facts: tuple[Fact, ...]) -> None:
        self.aggregate: Any = None
        for version, past in enumerate(facts, start=1):
            envelope = {
                "originator_id": SUBJECT,
                "originator_version": version,
                "timestamp": LONG_AGO,
            }
            if issubclass(past.event, CanInitAggregate):
                envelope["originator_topic"] = get_topic(subject)
            self.aggregate = past.event(**envelope, **past.payload).mutate(self.aggregate)

    def when(self, decision: Callable[..., Any], *arguments: Any, **named: Any) -> "When":
        """The decision and its arguments; the aggregate comes first, where there is one."""
        first = () if self.aggregate is None else (self.aggregate,)
        return When(self.aggregate, decision, (*first, *arguments), named)


class When:
    """A decision to be taken once, by whichever expectation comes."""

    def __init__(
        self,
        aggregate: Any,
        decision: Callable[..., Any],
        arguments: tuple[Any, ...],
        named: dict[str, Any],
    ) -> None:
        self.aggregate, self.decision = aggregate, decision
        self.arguments, self.named = arguments, named

    def then(self, *expected: Fact) -> None:
        assert self.decided == list(expected)

    def then_one(self, event: type[Any], **expected: Any) -> None:
        """One event, with at least these values."""
        [recorded] = self.decided
        assert recorded.event is event
        assert {name: recorded.payload[name] for name in expected} == expected

    def then_accepted(self) -> None:
        """The decision is not refused; the facts that it records are not compared."""
        assert self.decided is not None

    def then_nothing(self) -> None:
        self.then()

    def then_refused(self, refus: type[Refus], *words: str) -> None:
        with acting(dataclasses.replace(SOMEBODY, regles=[])), pytest.raises(refus) as refused:
            self._decide()
        assert self.aggregate is None or not self.aggregate.pending_events
        assert all(word in str(refused.value) for word in words), str(refused.value)

    @cached_property
    def decided(self) -> list[Fact]:
        """The facts recorded by the decision."""
        with acting(dataclasses.replace(SOMEBODY, regles=[])):
            made = self._decide()
        changed = made if isinstance(made, Aggregate) else self.aggregate
        return [_unwrap(event) for event in changed.collect_events()]

    def _decide(self) -> Any:
        return self.decision(*self.arguments, **self.named)


def _unwrap(event: Any) -> Fact:
    left_out = ENVELOPE | {"selon"}
    return Fact(type(event), {k: v for k, v in vars(event).items() if k not in left_out})
