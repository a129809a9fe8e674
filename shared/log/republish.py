"""Republishes the facts of a log after a loss elsewhere.

Receivers drop a fact if their inbox has its id.
"""

from bisect import bisect_left
from datetime import datetime

from shared.log.entries import recorded_at
from shared.log.relay import Relay
from shared.read_model import ReadModel, advance, hint
from shared.recording.application import Service


def republish(service: Service, model: ReadModel, since: datetime) -> int:
    """Move the relay back to this instant; returns how many events it will read again.

    Returns 0 if the relay has not reached this instant yet.
    """
    reached, start = model.position(Relay.name), before(service, since)
    if start >= reached:
        return 0
    with model.transaction() as connection:
        advance(connection, Relay.name, start)
        hint(connection)
    return reached - start


def before(service: Service, instant: datetime) -> int:
    """The position of the last event recorded before this instant; 0 if there is none."""

    def is_after(position: int) -> bool:
        while (moment := recorded_at(service, position)) is None and position < head:
            position += 1
        return moment is None or moment >= instant

    head = service.recorder.max_notification_id() or 0
    return bisect_left(range(head), True, key=is_after)
