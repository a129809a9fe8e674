"""One pass over a service's log: a page is read once, for every reader that is at its start."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol, TypeVar

from shared.log.entries import BATCH, Page, page_after
from shared.log.set_aside import Lines, every_line
from shared.observability import heartbeat
from shared.read_model import ReadModel, advance_together
from shared.recording.application import Service
from shared.statements import Transaction

logger = logging.getLogger(__name__)

T = TypeVar("T")

Failed = Callable[[str, Exception], None]
"""Called with the name of a reader and its error; the other readers go on once it returns."""


class Named(Protocol):
    @property
    def name(self) -> str: ...


class AloneReader(Named, Protocol):
    """A reader that moves its position by itself."""

    def take(self, page: Page) -> int:
        """Use a page, or its beginning; returns the number of events read."""


class SharingReader(Named, Protocol):
    """A reader whose position moves with that of others, in one transaction."""

    def pause(self) -> float:
        """The seconds for which it wants no page."""

    def prepare(self, page: Page) -> bool:
        """Do what must precede the transaction, such as publishing; True if it was done."""

    def write(self, connection: Transaction, page: Page, lines: Lines) -> None:
        """Write in the transaction that moves the positions; raises if it cannot.

        `lines`: what the reader has set aside, as this transaction sees it.
        """

    def save(self, page: Page) -> int:
        """Move its position by itself, and set aside what it cannot write; 0 if it was moved."""


class LogPass:
    """The readers of one log. Those at the same place share a page, decoded once.

    One that is behind, after a pause, a failure or a rebuild, reads up to where the others are,
    then goes on with them.
    """

    name = "log"

    def __init__(
        self,
        service: Service,
        model: ReadModel,
        sharing: Sequence[SharingReader],
        alone: Sequence[AloneReader] = (),
        failed: Failed | None = None,
    ) -> None:
        self.service, self.model = service, model
        self.sharing, self.alone = sharing, alone
        self.failed = failed or raised
        self.ended = False
        """True if the last run has read all that there was."""

    def run(self) -> int:
        """Read a page at each place where a reader is; returns the number of events read."""
        read, places = 0, self._places()
        starts = sorted(set(places.values()))
        self.ended = len(starts) == 1
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            read += self._read(start, end, places)
            places = self._places() if end else places
        return read

    def pause(self) -> float | None:
        """The seconds until a reader that pauses reads again; None if none does."""
        return min((left for each in self.sharing if (left := each.pause())), default=None)

    def _places(self) -> Mapping[str, int]:
        """Where each reader is, except those that pause."""
        ready = [each.name for each in self.sharing if not each.pause()]
        return self.model.positions([*ready, *(each.name for each in self.alone)])

    def _read(self, start: int, end: int | None, places: Mapping[str, int]) -> int:
        page = page_after(self.service, start, stop=end)
        if page is None:
            return 0
        self.ended &= page.count < BATCH
        read = self._share(page, [each for each in self.sharing if places.get(each.name) == start])
        alone = [each for each in self.alone if places[each.name] == start]
        taken = [self._guarded(each, partial(each.take, page), 0) for each in alone]
        self.ended &= all(number == page.count for number in taken)
        return read + sum(taken)

    def _share(self, page: Page, readers: Sequence[SharingReader]) -> int:
        """All in one transaction; if it fails, each in its own, so that one alone fails."""
        ready = [
            each for each in readers if self._guarded(each, partial(each.prepare, page), False)
        ]
        if len(ready) > 1:
            with suppress(Exception):  # `save` meets it again, and says whose it is
                return self._together(page, ready)
        return sum(self._guarded(each, partial(each.save, page), 0) for each in ready)

    def _together(self, page: Page, readers: Sequence[SharingReader]) -> int:
        with self.model.transaction() as connection:
            names = [each.name for each in readers]
            moved = advance_together(connection, names, page.start, page.end)
            known = every_line(connection)
            for each in readers:
                if each.name in moved:
                    each.write(connection, page, known.get(each.name) or Lines())
        for name in names:
            if name not in moved:
                logger.warning("%s : la place de %s a changé.", self.service.name, name)
        return page.count if moved else 0

    def _guarded(self, reader: Named, work: Callable[[], T], otherwise: T) -> T:
        heartbeat.beat(heartbeat.WORKER)
        try:
            return work()
        except Exception as error:
            self.failed(reader.name, error)
            return otherwise


def raised(reader: str, error: Exception) -> None:
    """For who runs the readers in his own thread: the failure of one is his."""
    raise error
