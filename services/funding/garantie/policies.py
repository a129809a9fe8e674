"""La garantie d'une MSAP expire au terme, si rien ne l'a arrêtée avant (A-037, TMR-05)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

from services.funding.garantie.commands import ConstaterFinDeGarantie
from services.funding.garantie.domain.annulation import GarantieMSAPRendue
from services.funding.garantie.domain.fins import GarantieMSAPClose
from services.funding.garantie.domain.garantie import GarantieMSAP
from shared.clock import after, end_of
from shared.log.contract_fields import message_id
from shared.messages.actors import Acteur
from shared.messages.deadline import Deadline, Lifted

FINIES = (GarantieMSAPClose, GarantieMSAPRendue, GarantieMSAP.FinancementMSAPExpire)
HORLOGE = Acteur(role="SERVICE", id="funding")


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Le dernier jour est inclus : la garantie expire quand il est fini."""
    if isinstance(event, GarantieMSAP.GarantieMSAPEnregistree):
        fin = end_of(date.fromisoformat(event.au))
        expiration = ConstaterFinDeGarantie(
            message_id=uuid5(message_id(event), "terme"),
            acteur=HORLOGE,
            survenu_le=after(fin, timedelta(seconds=-1)),
            structure_id=event.structure_id,
        )
        yield Deadline(event.originator_id, fin, expiration)
    elif isinstance(event, FINIES):
        yield Lifted(event.originator_id)
