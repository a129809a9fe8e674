"""The identifiers of the work under way, added to the lines logged meanwhile."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_ABOUT: ContextVar[Mapping[str, str] | None] = ContextVar("about", default=None)


def subject() -> Mapping[str, str]:
    return _ABOUT.get() or {}


@contextmanager
def about(**ids: str) -> Iterator[None]:
    token = _ABOUT.set({**subject(), **ids})
    try:
        yield
    finally:
        _ABOUT.reset(token)
