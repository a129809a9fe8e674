"""Clocks, given as arguments: a simulated one runs the programme's years in seconds."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


class Clock(Protocol):
    def now(self) -> datetime: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the only place that asks the machine


class SimulatedClock:
    """Advances on `advance`, and by a microsecond per reading: no two instants are equal."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        self._now += timedelta(microseconds=1)
        return self._now

    def advance(self, to: datetime) -> None:
        self._now = max(self._now, to)


def instant(moment: datetime) -> str:
    """In ISO 8601, UTC, with microseconds: texts sort in the order of the instants."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def paris_date(moment: datetime) -> date:
    """The civil day in Paris."""
    return moment.astimezone(PARIS).date()
