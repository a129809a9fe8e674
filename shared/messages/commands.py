"""The base of commands: strictly validated, bounded in size, sent in the name of an actor."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.messages.actors import Acteur
from shared.types.saisies import RedactionFacultative
from shared.types.temps import Instant


class Command(BaseModel):
    """A request that a service accepts or refuses; a repeat has the same ``message_id``.

    ``survenu_le`` is the business date of the decision: now, when absent; never a day to come, nor
    before what the request answers. `shared/recording/dates.yaml` says how late each request may
    be, and which roles may be later, with their reason in ``motif_retard``.
    The roles that may send it are in `shared/recording/autorisations.yaml` (domaine.md C.1).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    message_id: UUID
    acteur: Acteur
    survenu_le: Instant | None = None
    motif: RedactionFacultative | None = None
    motif_retard: RedactionFacultative | None = None

    @classmethod
    def receiver(cls) -> str:
        """The service that answers it: the package where the command is declared."""
        return cls.__module__.split(".")[1]

    @property
    def subject(self) -> UUID | None:
        """The structure that the command is about, if any."""
        subject: UUID | None = getattr(self, "structure_id", None)
        return subject
