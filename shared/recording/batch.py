"""Messages that arrived together: each decided on its own, all recorded in one transaction."""

import logging
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from inspect import Parameter, signature
from time import perf_counter
from typing import Any, TypeVar, cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from shared.contracts import Contract
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.observability import metrics
from shared.observability.traces import Trace, here, joining
from shared.personal_data.fields import contact_of
from shared.personal_data.new_keys import NewKeys
from shared.recording.aggregates import Aggregate
from shared.recording.application import DATABASE, Service, rebuilt
from shared.recording.message_decision import Decision
from shared.recording.receipts import receipt_id
from shared.recording.store import MessageRecu

logger = logging.getLogger(__name__)

MOST = 200
"""Messages recorded at once, at most."""

T = TypeVar("T")

Step = Callable[[Envelope], AbstractContextManager[None]]
"""What surrounds the decision of a message: its trace, its identifiers in the logs."""


def receive_all(service: Service, envelopes: Sequence[Envelope], step: Step) -> list[Outcome]:
    """The answers to the first messages, recorded at once, in their order.

    Fewer than the messages if one fails: nothing of it is recorded, nor of those that follow it.
    If they cannot be recorded together, they go one by one: another process has written meanwhile,
    or the store refuses one of them.
    """
    decided: list[Decided] = []
    try:
        with service.new_keys() as keys:
            batch = Batch(service, envelopes)
            decided = list(_until_one_fails(service, envelopes, step, batch.decided))
            batch.record(keys)
    except Exception as error:
        logger.warning("%s : un lot est repris message par message : %r", service.name, error)
        return list(_until_one_fails(service, envelopes[: len(decided)], step, service.receive))
    return [each.told(service.name) for each in decided]


def receive_each(service: Service, envelopes: Sequence[Envelope], step: Step) -> list[Outcome]:
    """The answers to all the messages, in their order; raises the error of one that fails alone."""
    outcomes: list[Outcome] = []
    while left := envelopes[len(outcomes) :][:MOST]:
        outcomes += receive_all(service, left, step) or [_alone(service, left[0], step)]
    return outcomes


def _alone(service: Service, envelope: Envelope, step: Step) -> Outcome:
    with step(envelope):
        return service.receive(envelope)


def _until_one_fails(
    service: Service, envelopes: Sequence[Envelope], step: Step, handle: Callable[[Envelope], T]
) -> Iterator[T]:
    for envelope in envelopes:
        try:
            with step(envelope):
                made = handle(envelope)
        except Exception as error:
            logger.warning("%s : nouvel essai, hors du lot : %r", service.name, error)
            return
        yield made


@dataclass(frozen=True)
class Decided:
    """The answer to a message, once recorded; `began`: by the clock of `perf_counter`."""

    kind: str
    outcome: Outcome
    repeated: bool
    began: float

    def told(self, service: str) -> Outcome:
        """Counted among the messages handled: it was, once the batch is recorded."""
        metrics.counted(service, self.kind, self.outcome.statut, perf_counter() - self.began)
        if self.repeated:
            metrics.DUPLICATES.labels(service, self.kind).inc()
        return self.outcome


class Batch:
    """The streams as they will be once the batch is recorded, for the messages that follow.

    Streams are read a few queries at a time: the receipts of all the messages in one, then, when
    a message asks for an aggregate, those of the same kind that the others will ask for.
    """

    def __init__(self, service: Service, envelopes: Sequence[Envelope]) -> None:
        self.service, self.bodies = service, [envelope.body for envelope in envelopes]
        self.streams: dict[UUID, list[StoredEvent]] = {}
        self.receipts = service.recorder.last_events(map(receipt_id, envelopes))
        self.recorded: list[StoredEvent] = []
        self.under_way: list[StoredEvent] = []
        self.traces: list[Trace] = []
        self.decide = Decision(service, self)
        self.body = self.bodies[0]
        self._prefetch_keys()

    def decided(self, envelope: Envelope) -> Decided:
        """Decide the next message; what it changed is seen by those that follow."""
        began, kind = perf_counter(), type(envelope.body).__name__
        self.body, self.under_way = envelope.body, []
        known = self.service.receipts.answered(envelope, self.receipts.get)
        if known and known.final:
            return Decided(kind, known.outcome, True, began)
        outcome = self.decide(envelope, known)
        self._keep()
        return Decided(kind, outcome, False, began)

    def load(self, kind: type[Any], id: UUID) -> Any:
        """The aggregate of this identity and kind, with what the batch changed in it."""
        if id not in self.streams:
            self._read({id, *alike(kind, id, self.body, self.bodies)})
        found = rebuilt(None, map(self.service.mapper.to_domain_event, self.streams[id]))
        return found if isinstance(found, kind) else None

    def save(self, *objs: Any) -> None:
        """Keep these events, and the new ones of these aggregates, until all is recorded."""
        self.under_way += self.service.stored(objs)

    def record(self, keys: NewKeys | None) -> None:
        """One transaction; raises IntegrityError if another process has written meanwhile."""
        if self.recorded:
            timed = metrics.COMMIT.labels(self.service.name).time()
            with joining("commit", DATABASE, self.traces), timed:
                self.service.recorder.insert_events(self.recorded, keys=keys)

    def _prefetch_keys(self) -> None:
        """Those of the contacts of structures; the keys of other people are read as they come."""
        if self.service.keys:
            structures = {body.subject for body in self.bodies if body.subject}
            self.service.keys.prefetch({contact_of(each) for each in structures})

    def _keep(self) -> None:
        for stored in self.under_way:
            stream = cast(UUID, stored.originator_id)
            if stored.topic == MessageRecu.TOPIC:
                self.receipts[stream] = stored
            else:
                self.streams.setdefault(stream, []).append(stored)
        self.recorded += self.under_way
        self.traces.append(here())

    def _read(self, ids: Set[UUID]) -> None:
        unknown = list(ids - self.streams.keys())
        found = self.service.recorder.select_streams(unknown)
        self.streams |= {id: found.get(id, []) for id in unknown}


def alike(
    kind: type[Aggregate], id: UUID, body: Contract | Command, bodies: Sequence[Contract | Command]
) -> set[UUID]:
    """The identities of this kind that the other messages will probably ask for.

    If this message's `label_id` leads to `id`, those of the others lead to theirs.
    """
    for name, value in vars(body).items():
        if isinstance(value, UUID) and id in (value, identity(kind, value)):
            theirs = {vars(each).get(name) for each in bodies}
            known = [each for each in theirs if isinstance(each, UUID)]
            return {each if id == value else identity(kind, each) for each in known}
    return set()


def identity(kind: type[Aggregate], value: UUID) -> UUID:
    """The identity that this kind derives from one other; that one, if it needs more, or none."""
    made: UUID = kind.create_id(value) if derives(kind) else value
    return made


@cache
def derives(kind: type[Aggregate]) -> bool:
    """True if aggregates of this kind take their identity from one other, and nothing else."""
    create_id = getattr(kind, "create_id", None)
    known = signature(create_id).parameters.values() if create_id else ()
    return [each.annotation for each in known if each.default is Parameter.empty] == [UUID]
