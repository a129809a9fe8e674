"""The receipts of a service: what it answered to the messages that it has handled."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, StoredEvent

from shared.contracts import Contract
from shared.messages.envelope import Envelope, Outcome
from shared.recording.message_context import id_taken, outcome_of, same_content, wire_name
from shared.recording.receipts import receipt_id, request_receipt_id
from shared.recording.store import EventMapper, MessageRecu
from shared.refusal import is_final

Last = Callable[[UUID], StoredEvent | None]


@dataclass(frozen=True)
class Answered:
    """The last answer to a message; `version`: of its receipt, 0 if an older code recorded it.

    `final`: each repeat gets this answer. Otherwise a repeat is decided anew (ADR 0031).
    """

    outcome: Outcome
    version: int
    final: bool


class Receipts:
    """Finds the receipts of a message, whichever version of the code recorded them.

    A message has one, or one more each time that a request refused for the moment got another
    answer: the last one counts. Until 0.1, a receipt was recorded under the message's own id:
    anybody could take that of another message, or of an aggregate. Such a receipt counts for a
    message of the same type only.
    """

    def __init__(self, recorder: ApplicationRecorder, mapper: EventMapper) -> None:
        self.recorder, self.mapper = recorder, mapper
        self._has_old_ones: bool | None = None

    def answered(self, envelope: Envelope, last: Last | None = None) -> Answered | None:
        """The last answer to this message; None if it was never handled.

        `last` gives the last event of a receipt's stream, for a batch that has read it already.
        """
        if recu := self._receipt((last or self._stored)(receipt_id(envelope))):
            return _answered(recu, envelope, recu.originator_version)
        return self._old(envelope)

    def of_request(self, sender: str, message_id: UUID) -> MessageRecu | None:
        """The last receipt of a request of this account; None if it was never handled."""
        return self._receipt(self._stored(request_receipt_id(sender, message_id)))

    def answered_by_old_code(self, envelope: Envelope) -> Answered | None:
        """As `answered`, where a receipt under the message's own id may count.

        Asks nothing of a recent store.
        """
        return self.answered(envelope) if self._old(envelope) else None

    def _old(self, envelope: Envelope) -> Answered | None:
        if not self._old_ones_exist():
            return None
        body = envelope.body
        recu = self._receipt(self._stored(body.message_id))
        known = recu is not None and recu.type == wire_name(type(body))
        return _answered(recu, envelope, 0) if recu and known else None

    def _stored(self, id: UUID) -> StoredEvent | None:
        found = self.recorder.select_events(id, desc=True, limit=1)
        return found[0] if found else None

    def _receipt(self, stored: StoredEvent | None) -> MessageRecu | None:
        if stored is None or stored.topic != MessageRecu.TOPIC:
            return None
        return cast(MessageRecu, self.mapper.to_domain_event(stored))

    def _old_ones_exist(self) -> bool:
        """Whether the first receipt of the log is an old one; asked again while there is none."""
        if self._has_old_ones is None:
            first = self.recorder.select_notifications(None, 1, topics=[MessageRecu.TOPIC])
            if not first:
                return False
            recu = cast(MessageRecu, self.mapper.to_domain_event(first[0]))
            self._has_old_ones = recu.originator_id == recu.message_id
        return self._has_old_ones


def _answered(recu: MessageRecu, envelope: Envelope, version: int) -> Answered:
    """The answer to another request under the same id is final, and no receipt of that one."""
    if not same_content(recu, envelope):
        return Answered(id_taken(recu), version, final=True)
    asked = not isinstance(envelope.body, Contract)
    final = recu.statut == "ACCEPTE" or not asked or is_final(recu.code)
    return Answered(outcome_of(recu), version, final)
