"""Redacts errors in logs: class and place stay, not the messages that may hold personal data."""

import traceback
from collections.abc import Iterator
from pathlib import Path
from smtplib import SMTPException, SMTPResponseException
from typing import Any

ROOT = Path(__file__).parents[2]


class LoggableError(Exception):
    """An error whose message is logged whole: it holds no personal data."""


class Redacted:
    """An error among the arguments of a log line, shown by its summary."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __str__(self) -> str:
        return summary(self.error)

    __repr__ = __str__


def redacted(argument: Any) -> Any:
    return Redacted(argument) if isinstance(argument, BaseException) else argument


def summary(error: BaseException) -> str:
    """The class of an error, with its code or message if this cannot hold personal data.

    A server's message may quote the data that it refused: only its code is kept.
    """
    detail = _detail(error)
    return f"{type(error).__name__} : {detail}" if detail else type(error).__name__


def _detail(error: BaseException) -> str:
    if isinstance(error, LoggableError):
        return str(error)
    if isinstance(error, SMTPException):
        return str(error.smtp_code) if isinstance(error, SMTPResponseException) else ""
    if isinstance(error, OSError):
        return error.strerror or ""
    return _from_a_database(error)


def _from_a_database(error: BaseException) -> str:
    """The SQL code; without one, the server was not reached, and the message says which."""
    code = getattr(error, "sqlstate", "")
    if code is None and type(error).__name__ == "OperationalError":
        return " ".join(str(error).split())
    return code or ""


def place(error: BaseException) -> str:
    """The file and line of our code where it was raised, as `shared/log/causes.py:1`."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if Path(each.filename).is_relative_to(ROOT)]
    written = [each for each in ours if "site-packages" not in each.filename]
    if not written:
        return "hors de ce code"
    last = written[-1]
    return f"{Path(last.filename).relative_to(ROOT)}:{last.lineno}"


def redacted_traceback(error: BaseException) -> str:
    """The lines of code and the summary of each error, from the first cause on; no value."""
    return "\n".join(
        "".join(traceback.format_tb(each.__traceback__)) + summary(each) for each in _causes(error)
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        yield from _causes(before)
    yield error
