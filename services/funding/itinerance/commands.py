"""Ce que l'on peut demander pour l'aide aux bus."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.contracts.structure import Format
from shared.messages.commands import Command


class InscrireBus(Command):
    """Un bus demande l'aide ; la Banque des territoires inscrit ceux qui lui écrivent (A-042).

    Pour un courrier, `survenu_le` est l'instant où il est arrivé ; un porteur s'inscrit à l'instant
    où sa demande est reçue.
    """

    structure_id: UUID
    programme: str = Field(min_length=1, max_length=50)
    format: Format


class AccorderAideBus(Command):
    """La Banque des territoires accorde l'aide réservée, pour la première année (A-041)."""

    structure_id: UUID
    programme: str = Field(min_length=1, max_length=50)
    mise_en_service: date


class LibererReservation(Command):
    """Une aide réservée ou accordée ne servira pas : elle passe au bus qui attend (C.7-10)."""

    structure_id: UUID
    programme: str = Field(min_length=1, max_length=50)
    raison: str = Field(min_length=1, max_length=2000)
