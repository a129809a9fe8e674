"""given(facts).when(decision).then(facts): the whole vocabulary of a domain test."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
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
    """An event without its envelope: its class and what it says."""

    event: type[Any]
    payload: dict[str, Any]


def fact(event: type[Any], **payload: Any) -> Fact:
    return Fact(event, payload)


def specification(subject: type[Aggregate]) -> Callable[..., "Given"]:
    return lambda *facts: Given(subject, facts)


class Given:
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

    def when(self, decision: Callable[[Any], Any]) -> "When":
        return When(self.aggregate, decision)


class When:
    def __init__(self, aggregate: Any, decision: Callable[[Any], Any]) -> None:
        self.aggregate = aggregate
        self.decision = decision

    def then(self, *expected: Fact) -> None:
        assert self._decided() == list(expected)

    def then_says(self, event: type[Any], **expected: Any) -> None:
        """One event, and at least these words of it."""
        [said] = self._decided()
        assert said.event is event
        assert {name: said.payload[name] for name in expected} == expected

    def decided(self) -> None:
        """Whatever it decides, it is not refused."""
        self._decided()

    def then_nothing(self) -> None:
        self.then()

    def then_refused(self, refus: type[Refus], *words: str) -> None:
        with acting(SOMEBODY), pytest.raises(refus) as refused:
            self.decision(self.aggregate)
        assert not self.aggregate.pending_events
        assert all(word in str(refused.value) for word in words), str(refused.value)

    def _decided(self) -> list[Fact]:
        with acting(SOMEBODY):
            decided = self.decision(self.aggregate) or self.aggregate
        return [_unwrap(event) for event in decided.collect_events()]


def _unwrap(event: Any) -> Fact:
    said = {name: value for name, value in vars(event).items() if name not in ENVELOPE}
    return Fact(type(event), said)
