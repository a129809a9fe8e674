"""Decisions about what was set aside: each in a stream of its own, with its author and reason."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from shared.recording.aggregates import NOT_RECORDED, Event
from shared.recording.application import Service
from shared.recording.provenance import Provenance, acting


@dataclass(frozen=True)
class Decider:
    """Whoever decides, and why."""

    service: Service
    author: str
    reason: str

    def deciding(self, stream: UUID, about: str, subject: str) -> AbstractContextManager[None]:
        """What is saved in this context is theirs; `about`: the type of what was set aside."""
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

    def following(self, stream: UUID, kind: Callable[..., Event], **fields: object) -> Event:
        """The decision that follows the last of this stream."""
        last = self.service.recorder.select_events(stream, desc=True, limit=1)
        return kind(
            originator_id=stream,
            originator_version=1 + (last[0].originator_version if last else 0),
            timestamp=NOT_RECORDED,
            **fields,
        )


def _structure(text: str) -> UUID | None:
    """The structure's id; None if what was set aside names none, or something else."""
    try:
        return UUID(text)
    except ValueError:
        return None
