"""Who acts, why, when, in which trace: said once per message, recorded with every event."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Provenance:
    """``survenu_le`` is the business date, ``enregistre_le`` the recording time."""

    role: str
    acteur: str
    survenu_le: datetime
    enregistre_le: datetime
    correlation: UUID
    cause: UUID
    cause_type: str
    sujet: UUID | None = None
    organisme: str | None = None
    motif: str | None = None
    regles: list[str] = field(default_factory=list)
    traceparent: str | None = None
    tracestate: str | None = None

    def recorded(self) -> dict[str, Any]:
        """What an event keeps: everything but the recording time, which is its timestamp."""
        return {
            name: list(value) if isinstance(value, list) else value
            for name, value in vars(self).items()
            if name != "enregistre_le" and value not in (None, [])
        }


_CURRENT: ContextVar[Provenance] = ContextVar("provenance")


def current() -> Provenance:
    """The provenance of what is being decided; LookupError where nobody acts."""
    return _CURRENT.get()


def cited(state: Mapping[str, Any], rule: str) -> str:
    """The version of this rule on which a stored event rests; nothing, if it cites none."""
    known = state["provenance"].get("regles", [])
    return next((each for each in known if each.startswith(f"{rule}@")), "")


@contextmanager
def acting(provenance: Provenance) -> Iterator[None]:
    token = _CURRENT.set(provenance)
    try:
        yield
    finally:
        _CURRENT.reset(token)
