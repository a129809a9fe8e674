"""Un lien d'inscription qui ne sert pas expire à sa date (TMR-13)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from services.onboarding.raccordement.commands import ConstaterExpiration
from services.onboarding.raccordement.domain.acces import AccesFerme
from services.onboarding.raccordement.domain.raccordement import Raccordement
from services.onboarding.raccordement.domain.transmission import AccesRecu, AccesRendu
from shared.log.contract_fields import message_id
from shared.messages.actors import Acteur
from shared.messages.deadline import Deadline, Lifted

HORLOGE = Acteur(role="SERVICE", id="onboarding")
LIENS = (Raccordement.LienInscriptionEnvoye, Raccordement.LienInscriptionRenouvele)


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Le lien ouvert fait courir son délai ; le compte créé, ou l'accès fermé, l'arrête."""
    if isinstance(event, LIENS):
        yield _expiration(event, event.lien_id, event.expire_le)
    elif isinstance(event, AccesRendu) and event.lien_id and event.expire_le:
        yield _expiration(event, event.lien_id, event.expire_le)
    elif isinstance(event, Raccordement.CompteStructureCree | AccesFerme | AccesRecu):
        yield Lifted(event.originator_id)


def _expiration(event: Any, lien_id: UUID, le: datetime) -> Deadline:
    expiration = ConstaterExpiration(
        message_id=uuid5(message_id(event), "expiration"),
        acteur=HORLOGE,
        survenu_le=le,
        structure_id=event.provenance["sujet"],
        label_id=event.label_id,
        lien_id=lien_id,
    )
    return Deadline(event.originator_id, le, expiration)
