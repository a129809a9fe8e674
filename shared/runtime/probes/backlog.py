"""The backlog of a service, read from its database in a few cheap queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.clock import instant
from shared.delivery.parking import DEAD, WAITING
from shared.log.entries import recorded_at
from shared.runtime.component import Component

POSITIONS = "SELECT lecteur, position FROM lecture_position"
PARKED = """SELECT etat, cause, COUNT(*) AS nombre, MIN(premier_echec) AS depuis
    FROM messages_retenus WHERE etat <> 'ECARTE' AND file NOT LIKE 'webhook.%'
    GROUP BY etat, cause"""
UNDELIVERED = """SELECT file, etat, COUNT(*) AS nombre, MIN(premier_echec) AS depuis
    FROM messages_retenus WHERE etat <> 'ECARTE' AND file LIKE 'webhook.%'
    GROUP BY file, etat ORDER BY file, etat"""
ASIDE = """SELECT lecteur, etat, COUNT(*) AS nombre, MIN(premier_echec) AS depuis
    FROM evenements_mis_de_cote WHERE etat <> 'ECARTE' GROUP BY lecteur, etat
    ORDER BY lecteur, etat"""
OVERDUE = "SELECT COUNT(*) AS nombre, MIN(le) AS depuis FROM echeances WHERE le <= :maintenant"


@dataclass(frozen=True)
class Lag:
    """The events that a reader has not read, and the age of the oldest in seconds."""

    events: int
    seconds: float


@dataclass(frozen=True)
class Parked:
    """Messages parked for the same cause; `seconds` is the age of the oldest."""

    state: str
    cause: str
    count: int
    seconds: float


@dataclass(frozen=True)
class Undelivered:
    """Facts that a webhook did not take, in the same state; `seconds`: since the first failure."""

    webhook: str
    state: str
    count: int
    seconds: float


@dataclass(frozen=True)
class SetAside:
    """Events set aside for a reader, in the same state; `seconds`: since the first failure."""

    reader: str
    state: str
    count: int
    seconds: float


@dataclass(frozen=True)
class Backlog:
    """A service at one instant: `head` is its last position, `last` the date of its last event.

    `parked`: what the service received. What a webhook does not take waits for somebody else.
    """

    head: int
    last: datetime | None
    lags: Mapping[str, Lag]
    parked: Sequence[Parked]
    aside: Sequence[SetAside]
    overdue: int
    overdue_seconds: float
    undelivered: Sequence[Undelivered] = ()

    def count(self, state: str) -> int:
        return sum(each.count for each in self.parked if each.state == state)

    @property
    def waiting(self) -> int:
        return self.count(WAITING)

    @property
    def dead(self) -> int:
        return self.count(DEAD)

    @property
    def aside_readers(self) -> Sequence[str]:
        """The readers that have set events aside."""
        return list(dict.fromkeys(each.reader for each in self.aside))

    @property
    def aside_seconds(self) -> float:
        """The age of the oldest event set aside; those behind it are not older."""
        return max((each.seconds for each in self.aside), default=0.0)

    @property
    def dead_seconds(self) -> float:
        return max((each.seconds for each in self.parked if each.state == DEAD), default=0.0)


def backlog(component: Component) -> Backlog:
    """Measure a service now; raises the errors of the database."""
    service, now = component.service, component.service.clock.now()
    head = service.recorder.max_notification_id() or 0
    lags = {name: _lag(component, position, head, now) for name, position in _positions(component)}
    parked = [
        Parked(row["etat"], row["cause"], row["nombre"], _age(row["depuis"], now))
        for row in component.parking.model.query(PARKED)
    ]
    overdue, since = _overdue(component, now)
    last = recorded_at(service, head - 1) if head else None
    aside = [
        SetAside(row["lecteur"], row["etat"], row["nombre"], _age(row["depuis"], now))
        for row in component.model.query(ASIDE)
    ]
    undelivered = [
        Undelivered(row["file"].split(".")[1], row["etat"], row["nombre"], _age(row["depuis"], now))
        for row in component.parking.model.query(UNDELIVERED)
    ]
    return Backlog(head, last, lags, parked, aside, overdue, _age(since, now), undelivered)


def _positions(component: Component) -> list[tuple[str, int]]:
    """The position of each reader; 0 if it never ran."""
    saved = {row["lecteur"]: row["position"] for row in component.model.query(POSITIONS)}
    return [(name, saved.get(name, 0)) for name in component.reader_names()]


def _lag(component: Component, position: int, head: int, now: datetime) -> Lag:
    if position >= head:
        return Lag(0, 0.0)
    since = recorded_at(component.service, position)
    return Lag(head - position, _age(instant(since), now) if since else 0.0)


def _overdue(component: Component, now: datetime) -> tuple[int, str | None]:
    if component.decide_deadlines is None:
        return 0, None
    [row] = component.model.query(OVERDUE, {"maintenant": instant(now)})
    return row["nombre"], row["depuis"]


def _age(since: str | None, now: datetime) -> float:
    return max(0.0, (now - datetime.fromisoformat(since)).total_seconds()) if since else 0.0
