"""The processes that render the documents of a service, as many as it may use at once.

They start at the first document, stay warm, and end once they have rested: at rest, a service
holds neither compiler nor fonts.
"""

from threading import BoundedSemaphore, Lock, Timer
from time import monotonic
from typing import Any

from shared.rendering.child import Child
from shared.rendering.frames import ProcessDied
from shared.rendering.processors import usable

REST = 30.0
"""Seconds without a document before a process ends; it takes less than one to start another."""


class Renderers:
    """Calls `rendre` of a module, elsewhere; a thread that calls waits for its document.

    What is asked is made of values of JSON: it crosses as text, and no object is rebuilt from it.
    """

    def __init__(self, module: str, rest: float = REST) -> None:
        self.module, self.rest = module, rest
        self.places = BoundedSemaphore(usable())
        self.lock = Lock()
        self.idle: list[Child] = []
        self.timer: Timer | None = None

    def render(self, asked: Any) -> dict[str, bytes]:
        """The files of a document; raises RenderingFailed, or OSError if no process can start.

        A process that dies had only rendered: a new one takes its document. If that one dies too,
        the document is at fault, and ProcessDied is raised.
        """
        with self.places:
            try:
                return self._rendered(self._warm() or Child(self.module), asked)
            except ProcessDied:
                return self._rendered(Child(self.module), asked)

    def close(self) -> None:
        """End the processes that wait for a document."""
        with self.lock:
            if self.timer:
                self.timer.cancel()
            ended, self.idle, self.timer = self.idle, [], None
        for each in ended:
            each.end()

    def _rendered(self, child: Child, asked: Any) -> dict[str, bytes]:
        try:
            return child.ask(asked)
        finally:
            if child.ready:
                self._keep(child)
            else:
                child.end()

    def _warm(self) -> Child | None:
        """The process that rendered last: the others may rest."""
        with self.lock:
            return self.idle.pop() if self.idle else None

    def _keep(self, child: Child) -> None:
        with self.lock:
            child.rested_from = monotonic()
            self.idle.append(child)
            if self.timer is None:
                self._end_later(self.rest)

    def _end_later(self, seconds: float) -> None:
        self.timer = Timer(seconds, self._end_rested)
        self.timer.daemon = True
        self.timer.start()

    def _end_rested(self) -> None:
        """End those that have rested; come back when the next one will have."""
        with self.lock:
            since = monotonic() - self.rest
            rested = [each for each in self.idle if each.rested_from <= since]
            self.idle = [each for each in self.idle if each.rested_from > since]
            self.timer = None
            if self.idle:
                self._end_later(min(each.rested_from for each in self.idle) - since)
        for each in rested:
            each.end()
