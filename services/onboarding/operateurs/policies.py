"""Une sollicitation sans réponse dépasse son délai, à sa date (A-125, TMR-07)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid5

from services.onboarding.operateurs.commands import ConstaterDepassement
from services.onboarding.operateurs.domain.sollicitation import Sollicitation
from shared.log.contract_fields import message_id
from shared.messages.actors import Acteur
from shared.messages.deadline import Deadline, Lifted

HORLOGE = Acteur(role="SERVICE", id="onboarding")
FIN = (Sollicitation.ReponseApportee, Sollicitation.SollicitationTerminee)


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Un seul délai par sollicitation ; la première réponse, ou la clôture, l'arrête (INV-15)."""
    if isinstance(event, Sollicitation.SollicitationEmise):
        depassement = ConstaterDepassement(
            message_id=uuid5(message_id(event), "dépassement"),
            acteur=HORLOGE,
            survenu_le=event.limite_le,
            structure_id=event.structure_id,
            sollicitation_id=event.originator_id,
        )
        yield Deadline(event.originator_id, event.limite_le, depassement)
    elif isinstance(event, FIN):
        yield Lifted(event.originator_id)
