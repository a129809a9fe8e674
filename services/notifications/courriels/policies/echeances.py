"""Un courriel reporté se retente à l'heure dite."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid5

from services.notifications.courriels.commands import FACTEUR, RetenterCourriel
from services.notifications.courriels.domain import Courriel
from shared.log.contract_fields import message_id
from shared.messages.deadline import Deadline, Lifted


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Ce que chaque événement fait attendre."""
    if isinstance(event, Courriel.CourrielReporte):
        nouvel_essai = RetenterCourriel(
            message_id=uuid5(message_id(event), "nouvel essai"),
            acteur=FACTEUR,
            survenu_le=event.reessayer_le,
            courriel_id=event.originator_id,
        )
        yield Deadline(event.originator_id, event.reessayer_le, nouvel_essai)
