"""What every contract takes from the event that it tells: id, date, subject, facts."""

from collections.abc import Set
from typing import Any
from uuid import UUID, uuid5

ENVELOPE = frozenset(
    {"originator_id", "originator_version", "originator_topic", "timestamp", "provenance"}
)


def envelope_of(event: Any) -> dict[str, Any]:
    """The same event always yields the same message_id: consumers can spot a repeat."""
    return {
        "message_id": message_id(event),
        "occurred_at": event.provenance["survenu_le"],
        "structure_id": subject_of(event),
    }


def subject_of(event: Any) -> UUID | None:
    """The structure that an event is about: the one it names, else that of the message handled."""
    named: UUID | None = getattr(event, "structure_id", None)
    return named or event.provenance.get("sujet")


def message_id(event: Any) -> UUID:
    return uuid5(event.originator_id, str(event.originator_version))


def facts_of(event: Any, without: Set[str] = frozenset()) -> dict[str, Any]:
    """The event's own fields, for a contract that tells them under the same names."""
    left_out = ENVELOPE | {"structure_id"} | without
    return {name: value for name, value in vars(event).items() if name not in left_out}
