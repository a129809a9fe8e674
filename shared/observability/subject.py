"""What the work under way is about, for whatever is logged meanwhile."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_ABOUT: ContextVar[Mapping[str, str] | None] = ContextVar("about", default=None)


def subject() -> Mapping[str, str]:
    return _ABOUT.get() or {}


@contextmanager
def about(**said: str) -> Iterator[None]:
    token = _ABOUT.set({**subject(), **said})
    try:
        yield
    finally:
        _ABOUT.reset(token)
