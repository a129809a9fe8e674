"""A command to send when a date comes, unless something happens before."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.messages.commands import Command


@dataclass(frozen=True)
class Deadline:
    """Send this command at this date; another one about the same thing takes its place.

    The command's `message_id` must come from the event that sets the deadline: it is then
    answered once, however often the log is read again.
    """

    about: UUID
    due: datetime
    command: Command


@dataclass(frozen=True)
class Lifted:
    """No command is awaited any more about this."""

    about: UUID


Decide = Callable[[Any], Iterator[Deadline | Lifted]]
"""What each event of a service makes wait, or stop waiting."""
