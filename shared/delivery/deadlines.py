"""Deadlines: commands that a service sends to itself at a date, unless an event lifts them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from shared.clock import instant
from shared.delivery.reception import Reception
from shared.delivery.wire import CORRELATION, commands_queue_name, encode, routing_key
from shared.log.readers import Projection
from shared.messages.deadline import Deadline, Decide, Lifted
from shared.messages.envelope import Envelope
from shared.messages.raw import ACCOUNT, RawMessage
from shared.observability import heartbeat
from shared.recording.aggregates import Event
from shared.statements import Statement, apply

BATCH = 100
TABLE = """CREATE TABLE IF NOT EXISTS echeances (
    cle TEXT PRIMARY KEY, le TEXT NOT NULL, type TEXT NOT NULL, corps TEXT NOT NULL,
    correlation TEXT NOT NULL)"""
SET = """INSERT INTO echeances (cle, le, type, corps, correlation)
    VALUES (:cle, :le, :type, :corps, :correlation)
    ON CONFLICT (cle) DO UPDATE SET le = excluded.le, type = excluded.type,
    corps = excluded.corps, correlation = excluded.correlation"""
LIFT = "DELETE FROM echeances WHERE cle = :cle"
DUE = "SELECT * FROM echeances WHERE le <= :maintenant ORDER BY le, cle LIMIT :limite"
DONE = "DELETE FROM echeances WHERE cle = :cle AND corps = :corps"
NEXT = "SELECT MIN(le) AS le FROM echeances"


def deadlines(decide: Decide) -> Projection:
    """The projection of the deadlines that a service's events set and lift."""

    projection = Projection("echeances", {"echeances": TABLE})

    @projection.on(Event)
    def _rows(event: Any) -> Iterator[Statement]:
        for each in decide(event):
            if isinstance(each, Lifted):
                yield LIFT, {"cle": str(each.about)}
            else:
                yield SET, _row(each, event.provenance["correlation"])

    return projection


class Deadlines:
    """Gives each due command to the service as a message: handled once, retried if it fails."""

    name = "deadlines"

    def __init__(self, reception: Reception) -> None:
        self.reception = reception
        self.model = reception.parking.model
        self.queue = commands_queue_name(reception.service.name)
        self.model.create([TABLE])

    def run(self) -> int:
        """Run one batch; returns the number of deadlines that were due."""
        now = instant(self.reception.service.clock.now())
        due = self.model.query(DUE, {"maintenant": now, "limite": BATCH})
        for row in due:
            heartbeat.beat(heartbeat.WORKER)
            thread = {CORRELATION: row["correlation"], ACCOUNT: self.reception.service.name}
            self.reception.take(RawMessage(self.queue, row["type"], row["corps"].encode(), thread))
            with self.model.transaction() as connection:
                apply(connection, (DONE, {"cle": row["cle"], "corps": row["corps"]}))
        return len(due)

    def next_due(self) -> str | None:
        moment: str | None = self.model.query(NEXT)[0]["le"]
        return moment


def _row(deadline: Deadline, correlation: UUID) -> dict[str, Any]:
    command = deadline.command
    return {
        "cle": str(deadline.about),
        "le": instant(deadline.due),
        "type": routing_key(type(command)),
        "corps": encode(Envelope(command, correlation)).decode(),
        "correlation": str(correlation),
    }
