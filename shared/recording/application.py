"""The application of every service: load, decide and save once per message."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import (
    IntegrityError,
    JSONTranscoder,
    Recording,
    StoredEvent,
)
from eventsourcing.utils import EnvType

from shared.clock import Clock, SystemClock
from shared.messages.actors import Role
from shared.messages.envelope import Envelope, Outcome
from shared.observability import metrics
from shared.observability.traces import spanning
from shared.personal_data.encryption import Keys, SealedAsBase64, Seals
from shared.personal_data.new_keys import NewKeys
from shared.recording.aggregates import Aggregate, Created
from shared.recording.authorisations import Autorisations, charger_autorisations
from shared.recording.dates import DatesDeclarees, charger_dates
from shared.recording.handlers import Handlers
from shared.recording.message_decision import OFFERED, Decision
from shared.recording.received import Receipts
from shared.recording.recorders.recorder import Recorder
from shared.recording.repository import found_or_refuse
from shared.recording.store import EventMapper, EventReader
from shared.recording.transcoding import RememberedUUID

A = TypeVar("A", bound=Aggregate)

ATTEMPTS = 5
DATABASE = {"db.operation.name": "commit"}


class Service(Application[UUID]):
    """An application that answers messages: changes and receipt are saved in one transaction.

    A refusal is recorded too. A repeat gets the same answer, unless it was refused for the moment:
    it is then decided anew (ADR 0031). `given`: the dependencies of the handlers, by name. Raises
    ProgrammingError if a handler lacks one, or if it answers a command bounded to a département
    without declaring `within`.
    """

    env: ClassVar[dict[str, str]] = {
        "MAPPER_TOPIC": "shared.recording.store:EventMapper",
        "PERSISTENCE_MODULE": "shared.recording.recorders.popo",
        "TRANSCODER_TOPIC": "shared.recording.transcoding:EventTranscoder",
    }
    autorisations: ClassVar[Autorisations] = charger_autorisations()
    dates: ClassVar[DatesDeclarees] = charger_dates()
    mapper: EventMapper
    recorder: Recorder

    def __init__(
        self,
        handlers: Handlers,
        env: EnvType | None = None,
        clock: Clock | None = None,
        keys: Keys | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = handlers.name
        super().__init__(env)
        self.handlers, self.given = handlers, given or {}
        self.clock = clock or SystemClock()
        self.keys = keys
        self.mapper.seals = Seals(keys) if keys else None
        self.recorded = EventReader(self.mapper)
        self.receipts = Receipts(self.recorder, self.mapper)
        self.handlers.check({*self.given, *OFFERED})
        self.autorisations.check(self.handlers)

    def register_transcodings(self, transcoder: JSONTranscoder) -> None:
        super().register_transcodings(transcoder)
        transcoder.register(RememberedUUID())
        transcoder.register(SealedAsBase64())

    def receive(self, envelope: Envelope) -> Outcome:
        """Handle a message once; raises KeyError if the service has no handler for it.

        A repeat cannot be saved, since the store holds its receipt: it gets the recorded outcome,
        or is decided again after it, under the next version of the receipt.
        """
        kind = type(envelope.body).__name__
        with metrics.handling(self.name, kind) as handled:
            known = self.receipts.answered_by_old_code(envelope)
            for _ in range(ATTEMPTS):
                if known and known.final:
                    return handled.repeated(known.outcome)
                try:
                    return handled.ended(Decision(self, self)(envelope, known))
                except IntegrityError as error:  # a repeat, or a concurrent write: decide again
                    known, conflict = self.receipts.answered(envelope), error
            if known and known.final:
                return handled.repeated(known.outcome)
            raise conflict

    def may_be_asked_by(self, roles: Collection[Role]) -> bool:
        """True if one of these roles may send one of the commands that this service handles."""
        kinds = self.handlers.commands()
        return any(role in self.autorisations.roles(kind) for kind in kinds for role in roles)

    def save(self, *objs: Any, **kwargs: Any) -> list[Recording[UUID]]:
        """Record events, and those of aggregates, at once; nobody asks for the recordings."""
        with spanning("commit", DATABASE), metrics.COMMIT.labels(self.name).time():
            with self.new_keys() as keys:
                self.recorder.insert_events(self.stored(objs), keys=keys, **kwargs)
        return []

    def new_keys(self) -> AbstractContextManager[NewKeys | None]:
        """The keys that the events mapped inside make: to be inserted with them."""
        return self.keys.unit() if self.keys else nullcontext()

    def stored(self, objs: Iterable[Any]) -> list[StoredEvent]:
        """Events, and those of aggregates, as they are recorded.

        Without the library's checks of what each of them is: a tenth of a decision on 3.11.
        """
        new: list[Any] = []
        for obj in objs:
            new += obj.collect_events() if isinstance(obj, Aggregate) else [obj]
        return [self.mapper.to_stored_event(event) for event in new]

    def load(self, kind: type[A], id: UUID) -> A | None:
        """The aggregate of this identity and kind, or None if there is none.

        An identity that a sender gives may be that of something else in the same table.
        """
        try:
            found = self.repository.get(id, projector_func=rebuilt)
        except AggregateNotFoundError:
            return None
        return found if isinstance(found, kind) else None

    def load_or_refuse(self, kind: type[A], id: UUID) -> A:
        """The aggregate of this identity; raises `Introuvable` if there is none."""
        return found_or_refuse(kind, id, self.load(kind, id))


def rebuilt(aggregate: Any, events: Iterable[Any]) -> Any:
    """Skips the library's `isinstance` checks: saves 40 % of load time on 3.11.

    None if the stream is not that of an aggregate: a receipt, the record of a person forgotten.
    Says when each aggregate came to its present stage (`depuis`).
    """
    stage = None
    for event in events:
        if aggregate is None and not isinstance(event, Created):
            return None
        aggregate = event.mutate(aggregate)
        if aggregate.etape != stage:
            stage, aggregate.depuis = aggregate.etape, event.depuis
    return aggregate
