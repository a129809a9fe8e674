"""What a human decides of a message that waits: recorded, with who and why, then done."""

from uuid import UUID, uuid5

from eventsourcing.utils import register_topic

from shared.application import Service
from shared.domain import Event
from shared.parking import Parking, Row
from shared.provenance import Provenance, acting

MESSAGES = UUID("6d0f2f4e-3c0a-5f0b-9b1e-2f7a6f1c9d10")


class MessageRelance(Event):
    """Un message mis de côté sera de nouveau essayé."""

    TOPIC = "shared.MessageRelance"

    cle: str
    file: str
    type: str
    cause: str
    corps_corrige: bool


class MessageEcarte(Event):
    """Un message mis de côté ne sera jamais traité."""

    TOPIC = "shared.MessageEcarte"

    cle: str
    file: str
    type: str
    cause: str


register_topic(MessageRelance.TOPIC, MessageRelance)
register_topic(MessageEcarte.TOPIC, MessageEcarte)


class Verdicts:
    """The decision is in the log before anything moves: a crash between both leaves it to redo."""

    def __init__(self, service: Service, parking: Parking, author: str, reason: str) -> None:
        self.service, self.parking = service, parking
        self.author, self.reason = author, reason

    def redrive(self, row: Row, body: bytes | None = None) -> None:
        """With another body, if the one that came could never be read."""
        self._record(MessageRelance, row, corps_corrige=body is not None)
        self.parking.redrive(row["cle"], self.service.clock.now(), body)

    def discard(self, row: Row) -> None:
        self._record(MessageEcarte, row)
        self.parking.discard(row["cle"], self.service.clock.now())

    def _record(self, kind: type[Event], row: Row, **said: bool) -> None:
        stream = uuid5(MESSAGES, row["cle"])
        known = self.service.recorder.select_events(stream, desc=True, limit=1)
        with acting(self._provenance(stream, row)):
            decided = kind(
                originator_id=stream,
                originator_version=1 + (known[0].originator_version if known else 0),
                timestamp=Event.create_timestamp(),
                **{name: row[name] for name in ("cle", "file", "type", "cause")},
                **said,
            )
            self.service.save(decided)

    def _provenance(self, stream: UUID, row: Row) -> Provenance:
        now = self.service.clock.now()
        return Provenance(
            "ADMINISTRATEUR",
            self.author,
            now,
            now,
            correlation=stream,
            cause=stream,
            cause_type=row["type"],
            sujet=_subject(row["sujet"]),
            motif=self.reason,
        )


def _subject(said: str) -> UUID | None:
    """The structure, where the message named one by its identity."""
    try:
        return UUID(said)
    except ValueError:
        return None
