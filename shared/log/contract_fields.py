"""The fields that every contract takes from its event: id, date, subject, facts."""

from collections.abc import Set
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from shared.clock import kept

ENVELOPE = frozenset(
    {"originator_id", "originator_version", "originator_topic", "timestamp", "provenance"}
)


def envelope_of(event: Any) -> dict[str, Any]:
    """The id, date and subject of a contract; an event always gives the same `message_id`."""
    return {
        "message_id": message_id(event),
        "occurred_at": survenu_le(event),
        "structure_id": subject_of(event),
    }


def survenu_le(event: Any) -> datetime:
    """The business date of an event; an old log may hold one outside of the calendar."""
    return kept(event.provenance["survenu_le"])


def subject_of(event: Any) -> UUID | None:
    """The structure named by the event, else the one named by the message that caused it."""
    named: UUID | None = getattr(event, "structure_id", None)
    return named or event.provenance.get("sujet")


def message_id(event: Any) -> UUID:
    return uuid5(event.originator_id, str(event.originator_version))


def facts_of(event: Any, without: Set[str] = frozenset()) -> dict[str, Any]:
    """The event's own fields, for a contract that publishes them under the same names."""
    left_out = ENVELOPE | {"structure_id"} | without
    return {name: value for name, value in vars(event).items() if name not in left_out}
