"""The facts that a service told, read again in the order in which it told them (ADR 0037)."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from operator import itemgetter
from typing import Any, get_args, get_type_hints

from shared.contracts import Contract
from shared.log.entries import BATCH, Entry, Page, entry_at, page_after, recorded_at
from shared.log.relay import Relay
from shared.log.told_late import ToldLate
from shared.read_model import ReadModel
from shared.recording.application import Service

CLOCKS = timedelta(minutes=1)
"""The most by which the clocks of two machines differ."""
BATCHES = 20
"""The batches of the log that one reading takes, however few facts are wanted."""

Wanted = Callable[[Entry], bool]
Order = tuple[int, int]
"""A position, then a rank among the facts told after it: 0 for the event of that position."""


@dataclass(frozen=True)
class Place:
    """The last event passed in the log, and the last fact told late that was given."""

    position: int = 0
    rank: int = 0


Step = tuple[Place, Entry | None]


class Told:
    """The events that the relay of a service has published, in the order of their publication."""

    def __init__(self, service: Service, model: ReadModel) -> None:
        self.service, self.model = service, model
        self.late = ToldLate(model, Relay.name)

    def after(self, place: Place, wanted: Wanted) -> Iterator[Step]:
        """The places that follow, each with the event met there, if it is wanted.

        Of the events that nobody wants, nothing is decoded.
        """
        until = self.model.position(Relay.name)
        for _ in range(BATCHES):
            began = place
            for place, entry in self._batch(began, until, wanted):
                yield place, entry
            if place == began:
                return

    def identity(self, place: Place) -> str:
        """A fingerprint of the event at this place: a cursor of another log does not match it."""
        at = place.position
        found = self.service.recorder.select_notifications(start=at, limit=1, stop=at)
        events = [sha256(bytes(each.state)).hexdigest() for each in found]
        return f"{events} {self.late.at(place.rank)}"

    def head(self) -> Place:
        """The last place: nothing was told after it."""
        return Place(self.model.position(Relay.name), self.late.last())

    def since(self, moment: datetime) -> Place:
        """A place that every event recorded from this moment follows, and few others do.

        Events are recorded in the order of their positions, by the clocks of several processes.
        """
        low, high = 0, self.service.recorder.max_notification_id() or 0
        while low < high:
            middle = (low + high) // 2
            at = recorded_at(self.service, middle)
            if at is not None and at < moment - CLOCKS:
                low = middle + 1
            else:
                high = middle
        return Place(low, self.late.last(low))

    def waiting(self, place: Place) -> int:
        """How many facts, recorded up to this place, are set aside: they will be told later."""
        return self.late.waiting(place.position)

    def _batch(self, place: Place, until: int, wanted: Wanted) -> Iterator[Step]:
        late = self.late.after(place.rank, until, BATCH)
        stop = int(late[-1]["apres"]) if len(late) == BATCH else until
        page = page_after(self.service, place.position, BATCH, stop, wanted)
        end = page.end if page else stop
        known: list[tuple[Order, Entry | int]] = [*self._in_place(page)] if page else []
        known += [((e["apres"], e["rang"]), e["position"]) for e in late if e["apres"] <= end]
        for (position, rank), found in sorted(known, key=itemgetter(0)):
            place = Place(place.position, rank) if rank else Place(position, place.rank)
            yield place, found if isinstance(found, Entry) else self._late(found, wanted)
        if page:
            yield Place(page.end, place.rank), None

    def _in_place(self, page: Page) -> Iterator[tuple[Order, Entry]]:
        """The events of a page that were told in the order of the log, or that tell nothing."""
        moved = self.late.out_of_place(page.start, page.end)
        for entry in page.entries:
            if entry.position not in moved:
                yield (entry.position, 0), entry

    def _late(self, position: int, wanted: Wanted) -> Entry | None:
        entry = entry_at(self.service, position)
        return entry if wanted(entry) else None


def may_tell(
    to_contract: Callable[[Any], Contract | None],
    kind: type[Any] | None,
    asked: Collection[type[Contract]] = (),
) -> bool:
    """False if an event of this kind tells nothing, or none of the contracts asked, if any are.

    True for what cannot be known without decoding: a kind that this code does not know, a
    function that tells several contracts.
    """
    dispatch = getattr(to_contract, "dispatch", None)
    if dispatch is None or kind is None:
        return True
    tells = dispatch(kind)
    if tells is dispatch(object):
        return False
    return not asked or any(issubclass(each, _contracts(tells)) for each in asked)


@cache
def _contracts(tells: Callable[[Any], Contract | None]) -> tuple[type[Contract], ...]:
    """The contracts that a function of `publishing.py` returns, by its annotation."""
    returned = get_type_hints(tells).get("return", Contract)
    return tuple(each for each in get_args(returned) or (returned,) if each is not type(None))
