"""Why a reader stopped at an event: an outage, which is waited for, or the event itself."""

from errno import EEXIST, EILSEQ, EINVAL, EISDIR, ELOOP, ENAMETOOLONG, ENOTDIR

from eventsourcing.persistence import (
    ConnectionPoolClosedError,
    InterfaceError,
    InternalError,
    OperationalError,
    WaitInterruptedError,
)
from eventsourcing.utils import TopicError
from pydantic import ValidationError

from shared.observability.redaction import place, summary
from shared.read_model import is_away, refused_by_the_database

OF_THE_NAME = frozenset({EEXIST, EILSEQ, EINVAL, EISDIR, ELOOP, ENAMETOOLONG, ENOTDIR})
"""System errors about the name of a file, which comes from the event; a full disk is another."""


class Outage(Exception):
    """A server outside the house serves nobody: every event waits, and none is at fault."""


OUTAGES = (
    Outage,
    ConnectionPoolClosedError,
    InterfaceError,
    InternalError,
    OperationalError,
    WaitInterruptedError,
)


def is_outage(error: Exception) -> bool:
    """False if trying another event may succeed."""
    if isinstance(error, OUTAGES):
        return True
    if isinstance(error, OSError):
        return error.errno not in OF_THE_NAME
    return is_away(error)


def described(error: Exception) -> str:
    """The kind and the place of an error; its text is left out, for it may name a person."""
    if isinstance(error, TopicError):
        return "type d'événement inconnu de cette version"
    if refused := refused_by_the_database(error):
        return refused
    if isinstance(error, ValidationError):
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        return " ; ".join(f"{'.'.join(map(str, each['loc']))} : {each['type']}" for each in faults)
    return f"{summary(error)} ({place(error)})"
