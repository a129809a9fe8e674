"""Clocks, given as arguments, and the calendar: every day and instant is between 1900 and 2200.

What is asked outside of it is refused; what is computed stays in it: nothing is due after 2200.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, tzinfo=UTC)
"""The instants whose day is in the calendar, whatever the time zone of who reads them."""


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


def within(day: date) -> date:
    """This day, or the nearest one of the calendar: an old log may hold any."""
    return min(max(day, FIRST_DAY), LAST_DAY)


def days_after(day: date, days: int) -> date:
    """So many days later, or earlier."""
    return within(within(day) + timedelta(days=days))


def years_after(day: date, years: int) -> date:
    """The same day, so many years later; 28 February for a 29."""
    known = within(day)
    year = min(known.year + years, LAST_DAY.year)
    try:
        return known.replace(year=year)
    except ValueError:
        return known.replace(year=year, day=28)


def start_of(day: date) -> datetime:
    """Midnight in Paris, when this day begins."""
    return kept(datetime.combine(within(day), time(), PARIS))


def end_of(day: date) -> datetime:
    """Midnight in Paris, when this day is over."""
    return start_of(days_after(day, 1))


def kept(moment: datetime) -> datetime:
    """This instant, or the nearest one of the calendar."""
    return min(max(moment, FIRST), LAST)


def after(moment: datetime, duration: timedelta) -> datetime:
    """The instant when so much time has passed, whatever the clocks of its zone did meanwhile.

    Python adds a duration to what the clock on the wall shows: 72 h across the end of October would
    last 73.
    """
    return kept(kept(moment).astimezone(UTC) + duration).astimezone(moment.tzinfo)
