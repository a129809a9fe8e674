"""Publishing again from the log, after a loss elsewhere: receivers drop what their inbox has."""

from bisect import bisect_left
from datetime import datetime

from shared.log.readers import reading_after
from shared.log.relay import Relay
from shared.read_model import ReadModel, advance
from shared.recording.application import Service


def republish(service: Service, model: ReadModel, since: datetime) -> int:
    """Send the relay back to this instant; returns how many events it will read again.

    0, without a move, if the relay has not read that far yet.
    """
    reached, start = model.position(Relay.name), before(service, since)
    if start >= reached:
        return 0
    with model.transaction() as connection:
        advance(connection, Relay.name, start)
    return reached - start


def before(service: Service, instant: datetime) -> int:
    """The last position whose event was recorded before this instant; 0, if none was."""

    def is_after(position: int) -> bool:
        _, event = next(reading_after(service, position, limit=1))
        return bool(event.timestamp >= instant)

    return bisect_left(range(service.recorder.max_notification_id() or 0), True, key=is_after)
