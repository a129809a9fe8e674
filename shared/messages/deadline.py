"""A deadline: a command to send at a date, unless an event lifts it first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.messages.commands import Command


@dataclass(frozen=True)
class Deadline:
    """Sends `command` at `due`; replaces the previous deadline of the same `about`.

    Derive the command's `message_id` from the event that sets the deadline: a log read again
    then sends the same message, which is answered once.
    """

    about: UUID
    due: datetime
    command: Command


@dataclass(frozen=True)
class Lifted:
    """Cancels the deadline of this `about`, if there is one."""

    about: UUID


Decide = Callable[[Any], Iterator[Deadline | Lifted]]
"""Returns the deadlines that an event sets or lifts."""
