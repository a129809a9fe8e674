"""The receipts of a service: what it answered to the messages that it has handled."""

from typing import cast
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder

from shared.messages.envelope import Envelope, Outcome
from shared.recording.message_context import answer_again, wire_name
from shared.recording.receipts import receipt_id
from shared.recording.store import EventMapper, MessageRecu


class Receipts:
    """Finds the receipt of a message, whichever version of the code recorded it.

    Until 0.1, a receipt was recorded under the message's own id: anybody could take that of
    another message, or of an aggregate. Such a receipt counts for a message of the same type only.
    """

    def __init__(self, recorder: ApplicationRecorder, mapper: EventMapper) -> None:
        self.recorder, self.mapper = recorder, mapper
        self._has_old_ones: bool | None = None

    def outcome(self, envelope: Envelope) -> Outcome | None:
        """The answer recorded for this message; None if it was never handled."""
        recu = self._find(receipt_id(envelope))
        return answer_again(recu, envelope) if recu else self.old_outcome(envelope)

    def old_outcome(self, envelope: Envelope) -> Outcome | None:
        """The answer recorded under the message's own id; asks nothing of a recent store."""
        if not self._old_ones_exist():
            return None
        body = envelope.body
        recu = self._find(body.message_id)
        known = recu is not None and recu.type == wire_name(type(body))
        return answer_again(recu, envelope) if recu and known else None

    def _find(self, id: UUID) -> MessageRecu | None:
        stored = self.recorder.select_events(id, limit=1)
        if not stored or stored[0].topic != MessageRecu.TOPIC:
            return None
        return cast(MessageRecu, self.mapper.to_domain_event(stored[0]))

    def _old_ones_exist(self) -> bool:
        """Whether the first receipt of the log is an old one; asked again while there is none."""
        if self._has_old_ones is None:
            first = self.recorder.select_notifications(None, 1, topics=[MessageRecu.TOPIC])
            if not first:
                return False
            recu = cast(MessageRecu, self.mapper.to_domain_event(first[0]))
            self._has_old_ones = recu.originator_id == recu.message_id
        return self._has_old_ones
