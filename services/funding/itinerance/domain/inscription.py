"""Un bus inscrit : son rang, l'état de son aide, et ce qui permet de le classer (X-09)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.refusal import RefusDuMoment

Etat = Literal["EN_ATTENTE", "RESERVEE", "ACCORDEE", "LIBEREE", "RAYEE"]


class BusDejaInscrit(RefusDuMoment):
    """Une structure ne s'inscrit qu'une fois à un programme."""


class BusNonInscrit(RefusDuMoment):
    """La structure n'est pas inscrite à ce programme."""


class AideNonReservee(RefusDuMoment):
    """Une aide ne s'accorde, et ne se libère, que si elle est réservée."""


class AideDejaAccordee(RefusDuMoment):
    """Une structure n'est aidée qu'une fois, la première année."""


@dataclass
class Inscription:
    """Un bus, son rang parmi les inscriptions, et où en est son aide.

    `place` : son rang dans le classement arrêté, s'il y figure.
    """

    structure_id: UUID
    recu_le: datetime
    rang: int
    etat: Etat = "EN_ATTENTE"
    complet_le: datetime | None = None
    place: int | None = None
