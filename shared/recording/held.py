"""What decisions read in the database and seldom changes, held in memory; a view per message."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, Generic, TypeVar

from eventsourcing.persistence import IntegrityError

T = TypeVar("T")


class Changed(IntegrityError):
    """Another process has just changed what this message reads: it is decided again."""


class Viewed(ABC):
    """A dependency of which each message gets its own view: the same data until it is answered."""

    @abstractmethod
    def view(self) -> Any:
        """The dependency as one message sees it, begun now."""


def views(given: Mapping[str, Any]) -> dict[str, Any]:
    """The dependencies of one message: a view of those that are held in memory, begun now."""
    return {name: each.view() if isinstance(each, Viewed) else each for name, each in given.items()}


class Held(Generic[T]):
    """A value of the database, kept by the process: others may change it at any time.

    `read` asks the database; `seconds`: how old the value may be when a view begins. Nothing tells
    this process of a change: it comes from a command line, or from the log by another process, and
    a connection that listens would have to be held and watched here. One question per second costs
    less, and none is asked at rest.
    """

    def __init__(
        self, read: Callable[[], T], seconds: float, elapsed: Callable[[], float] = monotonic
    ) -> None:
        self._read, self.seconds, self.elapsed = read, seconds, elapsed
        self._kept: tuple[float, T] | None = None

    def view(self) -> "View[T]":
        return View(self)

    def since(self, moment: float) -> tuple[float, T]:
        """The value, and when it was read: not before this moment, in the seconds of `elapsed`."""
        kept = self._kept
        if kept is None or kept[0] < moment:
            now = self.elapsed()  # before reading: the value is at least as recent
            kept = self._kept = now, self._read()
        return kept

    def forget(self) -> None:
        """Read it again for the next message, however recent it is."""
        self._kept = None


class View(Generic[T]):
    """A value held, as one message sees it: read at most `seconds` before it began."""

    def __init__(self, held: Held[T]) -> None:
        self._held, self._began = held, held.elapsed()
        self._seen: tuple[float, T] | None = None

    @property
    def value(self) -> T:
        if self._seen is None:
            self._seen = self._held.since(self._began - self._held.seconds)
        return self._seen[1]

    def checked(self) -> T:
        """The value, read since this message began: nobody is told of an absence that has ended."""
        if self._seen is None or self._seen[0] < self._began:
            self._seen = self._held.since(self._began)
        return self._seen[1]

    def forget(self) -> None:
        """What is held proved too old: the next message reads it again."""
        self._held.forget()
