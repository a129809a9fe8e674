"""The application of every service: load, decide and save once per message."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import (
    IntegrityError,
    JSONTranscoder,
    Recording,
)
from eventsourcing.utils import EnvType

from shared.clock import Clock, SystemClock, paris_date
from shared.contracts import Contract
from shared.messages.actors import Role
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Identities, Outcome
from shared.observability import metrics
from shared.observability.traces import here, spanning
from shared.personal_data.encryption import Keys, SealedAsBase64, Seals
from shared.recording.aggregates import Aggregate, Created, Event
from shared.recording.authorisations import Autorisations, charger_autorisations
from shared.recording.dates import DatesDeclarees, charger_dates
from shared.recording.handlers import Handler, Handlers
from shared.recording.message_context import MessageContext, wire_name
from shared.recording.provenance import TARDIVE, Provenance, acting
from shared.recording.received import Answered, Receipts
from shared.recording.repository import Repository, found_or_refuse
from shared.recording.store import EventMapper, EventReader
from shared.refusal import Refus
from shared.rules.dated import Jours

A = TypeVar("A", bound=Aggregate)

ATTEMPTS = 5
DATABASE = {"db.operation.name": "commit"}
OFFERED = ("repository", "jour", "jours", "survenu_le", "enregistre_le")
"""Arguments that every handler may name, besides the dependencies of its service."""


class Service(Application[UUID]):
    """An application that answers messages: changes and receipt are saved in one transaction.

    A refusal is recorded too. A repeat gets the same answer, unless it was refused for the moment:
    it is then decided anew (ADR 0031). `given`: the dependencies of the handlers, by name. Raises
    ProgrammingError if a handler lacks one, or if it answers a command bounded to a département
    without declaring `within`.
    """

    env: ClassVar[dict[str, str]] = {"MAPPER_TOPIC": "shared.recording.store:EventMapper"}
    autorisations: ClassVar[Autorisations] = charger_autorisations()
    dates: ClassVar[DatesDeclarees] = charger_dates()
    mapper: EventMapper

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
                    return handled.ended(self._decide(envelope, known))
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
        with spanning("commit", DATABASE), metrics.COMMIT.labels(self.name).time():
            return super().save(*objs, **kwargs)

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

    def _decide(self, envelope: Envelope, known: Answered | None) -> Outcome:
        provenance, after = self._provenance(envelope), known.version if known else 0
        with acting(provenance):
            try:
                accepted = MessageContext(envelope, after=after)
                self._answer(accepted, provenance)
                return accepted.outcome
            except Refus as refus:
                return self._refuse(MessageContext(envelope, refus, after), refus, known)

    def _refuse(self, refused: MessageContext, refus: Refus, known: Answered | None) -> Outcome:
        """The same refusal as the last time is not recorded again."""
        recu = refused.receipt(0, refus.selon)
        if known is None or known.outcome != refused.outcome:
            self.save(recu)
        return refused.outcome

    def _answer(self, context: MessageContext, provenance: Provenance) -> None:
        body = context.body
        handler = self.handlers.by_message[type(body)]
        repository = Repository(self.load, partial(self._commit, context, handler, provenance))
        given = {**self.given, **_offered(repository, provenance)}
        if isinstance(body, Command):
            self.autorisations.acces(body).verifier(handler.places(body, given))
            self.dates.verifier(body, provenance.enregistre_le)
        handler.answer(body, given)
        if context.recu is None:
            repository.save()

    def _commit(
        self,
        context: MessageContext,
        handler: Handler,
        provenance: Provenance,
        changed: Sequence[Aggregate],
        loaded: Sequence[Aggregate],
        created: Identities,
    ) -> None:
        handler.check_created(created)
        body = context.body
        if isinstance(body, Command) and any(each.pending_events for each in changed):
            self.dates.verifier_ordre(body, provenance.survenu_le, loaded)
        version = changed[0].version if changed else 0
        self.save(*changed, context.receipt(version, rules_of(changed), created))

    def _provenance(self, envelope: Envelope) -> Provenance:
        body, now = envelope.body, self.clock.now()
        thread: dict[str, Any] = {
            "enregistre_le": now,
            "correlation": envelope.correlation,
            "cause": body.message_id,
            "cause_type": wire_name(type(body)),
            "sujet": body.subject,
            **here().carried(),
        }
        if isinstance(body, Contract):
            return Provenance("SERVICE", self.name, body.occurred_at, **thread)
        if regle := self.dates.tardive(body, now):
            late = {"declaration": TARDIVE, "motif_retard": body.motif_retard}
            thread |= {**late, "regles": [regle.id]}
        return Provenance(
            body.acteur.role,
            body.acteur.id,
            body.survenu_le or now,
            organisme=body.acteur.organisme,
            motif=body.motif,
            **thread,
        )


def rules_of(changed: Iterable[Aggregate]) -> list[str]:
    """The rules cited by the events about to be saved."""
    events = (event for each in changed for event in each.pending_events)
    return [rule for event in events if isinstance(event, Event) for rule in event.selon]


def _offered(repository: Repository, provenance: Provenance) -> dict[str, Any]:
    return {
        "repository": repository,
        "jour": paris_date(provenance.survenu_le),
        "jours": Jours(paris_date(provenance.survenu_le), paris_date(provenance.enregistre_le)),
        "survenu_le": provenance.survenu_le,
        "enregistre_le": provenance.enregistre_le,
    }


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
