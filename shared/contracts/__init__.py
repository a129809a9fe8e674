"""The published language: strict to write, tolerant to read, never edited once out."""

from typing import Any, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Value(BaseModel):
    """A part of a contract."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Contract(Value):
    """A fact that one service tells the others; ``occurred_at`` is its business date."""

    message_id: UUID
    occurred_at: AwareDatetime
    structure_id: UUID

    @classmethod
    def publisher(cls) -> str:
        """A contract lives in the module, or package, named after the service that publishes it."""
        return cls.__module__.split(".")[2]

    @classmethod
    def read(cls, payload: dict[str, Any]) -> Self:
        """Ignore the fields that a newer publisher may have added."""
        return cls.model_validate(payload, extra="ignore")

    @property
    def subject(self) -> UUID | None:
        """The structure that the fact is about; None for a fact that narrows its type to None."""
        return self.structure_id
