"""Bounded calls to servers that may never answer."""

from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class TooSlow(Exception):
    """The answer did not come in time; the call goes on in its thread."""


class _Call(Generic[Answer]):
    """One call, in a thread that ends with the process."""

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self.ask, self.done = ask, Event()
        self.answer: Answer | None = None
        self.error: Exception | None = None
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self.answer = self.ask()
        except Exception as error:
            self.error = error
        finally:
            self.done.set()


class Bounded(Generic[Answer]):
    """Makes one call at a time: concurrent callers share one pending call."""

    def __init__(self, ask: Callable[[], Answer], seconds: float) -> None:
        self.ask, self.seconds, self.lock = ask, seconds, Lock()
        self.pending: _Call[Answer] | None = None

    def __call__(self) -> Answer:
        """The answer; raises TooSlow after `seconds`, or the error of the call."""
        with self.lock:
            call = self.pending = self.pending or _Call(self.ask)
        if not call.done.wait(self.seconds):
            raise TooSlow(f"pas de réponse en {self.seconds:g} s")
        with self.lock:
            if self.pending is call:
                self.pending = None
        if call.error:
            raise call.error
        return call.answer  # type: ignore[return-value]
