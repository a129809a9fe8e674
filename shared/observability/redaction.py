"""What an error may say in a log: its class and its place, never words that may be a person's."""

import traceback
from collections.abc import Iterator
from smtplib import SMTPException, SMTPResponseException
from typing import Any


class Speakable(Exception):
    """An error whose words are ours, and about no person."""


class Discreet:
    """An error among the arguments of a log line."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __str__(self) -> str:
        return said(self.error)

    __repr__ = __str__


def discreet(argument: Any) -> Any:
    return Discreet(argument) if isinstance(argument, BaseException) else argument


def said(error: BaseException) -> str:
    """Servers quote what they refuse: of those that reached one, only the code is told."""
    words = _words(error)
    return f"{type(error).__name__} : {words}" if words else type(error).__name__


def _words(error: BaseException) -> str:
    if isinstance(error, Speakable):
        return str(error)
    if isinstance(error, SMTPException):
        return str(error.smtp_code) if isinstance(error, SMTPResponseException) else ""
    if isinstance(error, OSError):
        return error.strerror or ""
    return _from_a_database(error)


def _from_a_database(error: BaseException) -> str:
    """Its code; without one, the server was not reached, and the driver says where."""
    code = getattr(error, "sqlstate", "")
    if code is None and type(error).__name__ == "OperationalError":
        return " ".join(str(error).split())
    return code or ""


def told(error: BaseException) -> str:
    """Where it happened, from the first cause on: lines of our code, and no value."""
    return "\n".join(
        "".join(traceback.format_tb(each.__traceback__)) + said(each) for each in _causes(error)
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        yield from _causes(before)
    yield error
