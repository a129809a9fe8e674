"""Un lien d'inscription qui ne sert pas expire à sa date (TMR-13)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid5

from services.onboarding.raccordement.commands import ConstaterExpiration
from services.onboarding.raccordement.domain.acces import AccesFerme
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.log.contract_fields import message_id
from shared.messages.actors import Acteur
from shared.messages.deadline import Deadline, Lifted

HORLOGE = Acteur(role="SERVICE", id="onboarding")
LIENS = (Raccordement.LienInscriptionEnvoye, Raccordement.LienInscriptionRenouvele)


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Le lien ouvert fait courir son délai ; le compte créé, ou l'accès fermé, l'arrête."""
    if isinstance(event, LIENS):
        expiration = ConstaterExpiration(
            message_id=uuid5(message_id(event), "expiration"),
            acteur=HORLOGE,
            survenu_le=event.expire_le,
            structure_id=event.provenance["sujet"],
            label_id=event.label_id,
            lien_id=event.lien_id,
        )
        yield Deadline(event.originator_id, event.expire_le, expiration)
    elif isinstance(event, Raccordement.CompteStructureCree | AccesFerme):
        yield Lifted(event.originator_id)
