"""Decisions about what was set aside: each in a stream of its own, with its author and reason."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from shared.recording.aggregates import NOT_RECORDED, Event
from shared.recording.application import Service
from shared.recording.provenance import Provenance, acting

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Decider:
    """An operator, who decides about messages or events set aside, with a reason."""

    service: Service
    author: str
    reason: str

    def deciding(self, stream: UUID, about: str, subject: str) -> AbstractContextManager[None]:
        """A context in which the service saves events with this operator as their author.

        `about` is the type of the message or event set aside; `subject`, its structure's id.
        """
        now = self.service.clock.now()
        provenance = Provenance(
            "ADMINISTRATEUR",
            self.author,
            now,
            now,
            correlation=stream,
            cause=stream,
            cause_type=about,
            sujet=_structure(subject),
            motif=self.reason,
        )
        return acting(provenance)

    def following(self, stream: UUID, kind: Callable[..., E], **fields: object) -> E:
        """A new event of this kind, whose version follows the last of its stream."""
        last = self.service.recorder.select_events(stream, desc=True, limit=1)
        return kind(
            originator_id=stream,
            originator_version=1 + (last[0].originator_version if last else 0),
            timestamp=NOT_RECORDED,
            **fields,
        )


def _structure(text: str) -> UUID | None:
    """The structure's id; None if the text is not a UUID."""
    try:
        return UUID(text)
    except ValueError:
        return None
