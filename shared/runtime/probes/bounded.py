"""Questions to servers that may never answer, from a process that must go on answering."""

from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class TooSlow(Exception):
    """The answer did not come in time; it is still awaited."""


class _Asked(Generic[Answer]):
    """One question under way, in a thread that ends with the process."""

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
    """Asks once at a time: whoever asks while an answer is awaited awaits the same one."""

    def __init__(self, ask: Callable[[], Answer], seconds: float) -> None:
        self.ask, self.seconds, self.lock = ask, seconds, Lock()
        self.under_way: _Asked[Answer] | None = None

    def __call__(self) -> Answer:
        """Raises TooSlow, or what the question raised."""
        with self.lock:
            asked = self.under_way = self.under_way or _Asked(self.ask)
        if not asked.done.wait(self.seconds):
            raise TooSlow(f"pas de réponse en {self.seconds:g} s")
        with self.lock:
            if self.under_way is asked:
                self.under_way = None
        if asked.error:
            raise asked.error
        return asked.answer  # type: ignore[return-value]
