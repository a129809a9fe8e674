"""Un bus inscrit : son rang, l'état de son aide, et qui passe d'abord (X-09)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.funding.itinerance.rules.programme import Ordre
from shared.refusal import RefusDuMoment

Etat = Literal["EN_ATTENTE", "RESERVEE", "ACCORDEE", "LIBEREE"]


class BusDejaInscrit(RefusDuMoment):
    """Une structure ne s'inscrit qu'une fois à un programme."""


class AideNonReservee(RefusDuMoment):
    """Une aide ne s'accorde, et ne se libère, que si elle est réservée."""


class AideDejaAccordee(RefusDuMoment):
    """Une structure n'est aidée qu'une fois, la première année."""


@dataclass
class Inscription:
    """Un bus, son rang parmi les inscriptions, et où en est son aide."""

    structure_id: UUID
    recu_le: datetime
    rang: int
    etat: Etat = "EN_ATTENTE"


ORDRES: dict[Ordre, Callable[[Inscription], tuple[datetime, int]]] = {
    "ORDRE_INSCRIPTION": lambda inscription: (inscription.recu_le, inscription.rang),
}
"""X-09 : qui passe d'abord, selon la stratégie enregistrée avec l'enveloppe."""
