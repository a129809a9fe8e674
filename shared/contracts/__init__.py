"""The published contracts: strict when written, tolerant when read, unchanged once published."""

from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.types.temps import Instant


class Value(BaseModel):
    """A part of a contract."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Contract(Value):
    """A fact that one service publishes to the others; ``occurred_at`` is its business date."""

    message_id: UUID
    occurred_at: Instant
    structure_id: UUID

    @classmethod
    def publisher(cls) -> str:
        """The service that publishes it: the module or package where the contract is declared."""
        return cls.__module__.split(".")[2]

    @classmethod
    def read(cls, payload: dict[str, Any]) -> Self:
        """Validate a payload, ignoring the fields that a newer publisher may have added."""
        return cls.model_validate(payload, extra="ignore")

    @property
    def subject(self) -> UUID | None:
        """The structure that the fact is about; None for a fact that narrows its type to None."""
        return self.structure_id
