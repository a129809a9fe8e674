"""The envelope of a message sent between services, and the outcome returned to its author."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from shared.contracts import Contract
from shared.messages.commands import Command
from shared.observability.traces import UNTRACED, Trace


@dataclass(frozen=True)
class Envelope:
    """A fact or a command, with its correlation id and its trace.

    `sender`: the RabbitMQ account that sent a command, or the service that sends it to itself;
    empty where there is no broker. `encoded`: the body's bytes, if they are made already.
    """

    body: Contract | Command
    correlation: UUID
    trace: Trace = UNTRACED
    sender: str = ""
    encoded: bytes = field(default=b"", compare=False, repr=False)

    @classmethod
    def starting(cls, body: Contract | Command) -> "Envelope":
        """An envelope that opens a thread: its message id is the correlation id."""
        return cls(body, body.message_id)


Identities = Mapping[str, UUID | list[UUID]]
"""The identities that a message created, by field name; a list follows the order of the message."""


@dataclass(frozen=True)
class Outcome:
    """The answer to a message, the same for each repeat of it.

    ``version`` counts the events of the first object that the message changed, None if none;
    ``cree`` names what it created, as its handler declares it (`Handlers.on`);
    ``detail`` names the wrong field by its path, where the message could not be read.
    """

    statut: Literal["ACCEPTE", "REFUSE", "ILLISIBLE"]
    code: str = ""
    detail: str = ""
    version: int | None = None
    cree: Identities = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        return self.statut == "ACCEPTE"
