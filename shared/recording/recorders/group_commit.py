"""Group commit: the inserts that wait while another commits leave together (ADR 0033)."""

from collections.abc import Callable, Sequence
from threading import Lock

from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent

from shared.personal_data.new_keys import KeyRow

Write = Callable[[Sequence[StoredEvent], Sequence[KeyRow]], Sequence[int]]
"""Inserts events and keys in one transaction; returns the positions of the events."""

AWAY = (InterfaceError, OperationalError)


class Insert:
    """What one caller inserts, and how it ended."""

    def __init__(self, events: Sequence[StoredEvent], keys: Sequence[KeyRow]) -> None:
        self.events, self.keys = events, keys
        self.leads = self.ended = False
        self.positions: Sequence[int] = ()
        self.error: Exception | None = None
        self._asleep = Lock()
        self._asleep.acquire()

    def end(self, positions: Sequence[int] = (), error: Exception | None = None) -> None:
        self.positions, self.error, self.ended = positions, error, True

    def sleep(self) -> None:
        """Wait until another caller has ended this insert, or gives it the lead."""
        self._asleep.acquire()

    def wake(self) -> None:
        self._asleep.release()

    def outcome(self) -> Sequence[int]:
        if self.error:
            raise self.error
        return self.positions


class GroupCommit:
    """Threads or greenlets that insert at the same time share a transaction.

    One leads: it writes for all those who wait, gives each its outcome, then gives the lead to the
    first who came meanwhile. Nobody waits for others to come.
    """

    def __init__(self, write: Write) -> None:
        self._write = write
        self._lock = Lock()
        self._waiting: list[Insert] = []
        self._led = False

    def insert(self, events: Sequence[StoredEvent], keys: Sequence[KeyRow]) -> Sequence[int]:
        """The positions of these events; raises what inserting them alone would raise."""
        mine = Insert(events, keys)
        try:
            self._join(mine)
            if not mine.leads:
                mine.sleep()
            if mine.leads:
                self._lead()
        finally:
            self._leave(mine)
        return mine.outcome()

    def _join(self, mine: Insert) -> None:
        with self._lock:
            self._waiting.append(mine)
            mine.leads, self._led = not self._led, True

    def _leave(self, mine: Insert) -> None:
        """Give the lead to the next; also if this caller was killed while it waited or wrote."""
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
            if mine.leads:
                self._led = bool(self._waiting)
            if mine.leads and self._led:
                self._waiting[0].leads = True
                self._waiting[0].wake()

    def _lead(self) -> None:
        group = self._all_waiting()
        try:
            self._together(group)
        except AWAY as error:
            group += self._all_waiting()  # the store is away for them too
            for each in group:
                if not each.ended:
                    each.end(error=_copy(error))
        finally:
            self._wake(group)

    def _all_waiting(self) -> list[Insert]:
        with self._lock:
            group, self._waiting = self._waiting, []
        return group

    def _wake(self, group: Sequence[Insert]) -> None:
        """Those whose insert has not ended, since the leader was killed, wait again."""
        with self._lock:
            self._waiting[:0] = [each for each in group if not each.ended]
        for each in group:
            if each.ended:
                each.wake()

    def _together(self, group: Sequence[Insert]) -> None:
        """Insert all in one transaction; if one of them cannot be, each in its own."""
        events = [event for each in group for event in each.events]
        keys = [key for each in group for key in each.keys]
        try:
            positions = iter(self._write(events, keys))
        except AWAY:
            raise
        except Exception as error:
            self._one_by_one(group, error)
        else:
            for each in group:
                each.end([next(positions) for _ in each.events])

    def _one_by_one(self, group: Sequence[Insert], error: Exception) -> None:
        if len(group) == 1:
            group[0].end(error=error)
            return
        for each in group:
            self._together([each])


def _copy(error: Exception) -> Exception:
    """Callers do not raise the same object: each adds its own traceback to it."""
    copy = type(error)(*error.args)
    copy.__cause__ = error
    return copy
