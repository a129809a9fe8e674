"""The time, as an argument: a whole programme can be run from 2019 to 2023 in seconds."""

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
    """Advances when told to, and by a microsecond a reading, so that order is seen."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        self._now += timedelta(microseconds=1)
        return self._now

    def advance(self, to: datetime) -> None:
        self._now = max(self._now, to)


def instant(moment: datetime) -> str:
    """As text that sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def paris_date(moment: datetime) -> date:
    """The civil day in Paris."""
    return moment.astimezone(PARIS).date()
