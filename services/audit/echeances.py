"""Ce que le service d'audit attend d'une date : la réponse d'un porteur, une enquête annuelle."""

from collections.abc import Iterator
from typing import Any

from services.audit.conduite import policies as deroulement
from services.audit.enquetes import policies as qualite
from shared.messages.deadline import Deadline, Lifted


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Ce que chaque événement fait attendre, ou cesse de faire attendre."""
    yield from deroulement.echeances(event)
    yield from qualite.echeances(event)
