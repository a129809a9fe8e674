"""The base of commands: strictly validated, bounded in size, sent in the name of an actor."""

from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.messages.actors import Acteur


class Command(BaseModel):
    """A request that a service accepts or refuses; ``message_id`` makes a repeat harmless.

    ``survenu_le`` is the business date of the decision (now, when absent).
    Who may send it is in `shared/recording/autorisations.yaml` (domaine.md C.1).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    message_id: UUID
    acteur: Acteur
    survenu_le: AwareDatetime | None = None
    motif: str | None = Field(default=None, max_length=2000)

    @classmethod
    def receiver(cls) -> str:
        """The service that answers it: the package where the command is declared."""
        return cls.__module__.split(".")[1]

    @property
    def subject(self) -> UUID | None:
        """The structure that the command is about, if any."""
        subject: UUID | None = getattr(self, "structure_id", None)
        return subject
