"""One message, decided: its handler's changes and its receipt, given to whoever records them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from shared.clock import Clock, paris_date
from shared.contracts import Contract
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Identities, Outcome
from shared.observability.traces import here
from shared.recording.aggregates import Aggregate, Event
from shared.recording.authorisations import Autorisations
from shared.recording.dates import DatesDeclarees
from shared.recording.handlers import Handler, Handlers
from shared.recording.held import views
from shared.recording.message_context import MessageContext, wire_name
from shared.recording.provenance import TARDIVE, Provenance, acting
from shared.recording.received import Answered
from shared.recording.repository import Repository
from shared.refusal import Refus
from shared.rules.dated import Jours

OFFERED = ("repository", "jour", "jours", "survenu_le", "enregistre_le", "compte")
"""Arguments that every handler may name, besides the dependencies of its service."""


class Streams(Protocol):
    """Where a decision reads and records: the event store, or a batch under way."""

    def load(self, kind: type[Any], id: UUID) -> Any: ...

    def save(self, *objs: Any) -> Any: ...


class Rulebook(Protocol):
    """What every decision of a service obeys; `given`: the dependencies of its handlers."""

    given: Mapping[str, Any]

    @property
    def handlers(self) -> Handlers: ...

    @property
    def autorisations(self) -> Autorisations: ...

    @property
    def dates(self) -> DatesDeclarees: ...

    @property
    def clock(self) -> Clock: ...


class Decision:
    """Decides messages, reading and recording in `streams`; all see the same reference data."""

    def __init__(self, rulebook: Rulebook, streams: Streams) -> None:
        self.rulebook, self.streams = rulebook, streams
        self.given = views(rulebook.given)

    def __call__(self, envelope: Envelope, known: Answered | None) -> Outcome:
        """The answer, recorded: acceptance with its changes, or refusal.

        `known`: the last answer to this message, which was refused for the moment.
        """
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
            self.streams.save(recu)
        return refused.outcome

    def _answer(self, context: MessageContext, provenance: Provenance) -> None:
        body, rules = context.body, self.rulebook
        handler = rules.handlers.by_message[type(body)]
        repository = Repository(
            self.streams.load, partial(self._commit, context, handler, provenance)
        )
        given = {**self.given, **_offered(repository, provenance, context.envelope.sender)}
        if isinstance(body, Command):
            rules.autorisations.acces(body).verifier(handler.places(body, given))
            rules.dates.verifier(body, provenance.enregistre_le)
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
            self.rulebook.dates.verifier_ordre(body, provenance.survenu_le, loaded)
        version = changed[0].version if changed else 0
        self.streams.save(*changed, context.receipt(version, rules_of(changed), created))

    def _provenance(self, envelope: Envelope) -> Provenance:
        body, now = envelope.body, self.rulebook.clock.now()
        thread: dict[str, Any] = {
            "enregistre_le": now,
            "correlation": envelope.correlation,
            "cause": body.message_id,
            "cause_type": wire_name(type(body)),
            "sujet": body.subject,
            **here().carried(),
        }
        if isinstance(body, Contract):
            name = self.rulebook.handlers.name
            return Provenance("SERVICE", name, body.occurred_at, **thread)
        if regle := self.rulebook.dates.tardive(body, now):
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


def _offered(repository: Repository, provenance: Provenance, compte: str) -> dict[str, Any]:
    return {
        "repository": repository,
        "jour": paris_date(provenance.survenu_le),
        "jours": Jours(paris_date(provenance.survenu_le), paris_date(provenance.enregistre_le)),
        "survenu_le": provenance.survenu_le,
        "enregistre_le": provenance.enregistre_le,
        "compte": compte,
    }
