"""Ce que l'on peut demander pour l'aide aux bus."""

from typing import Annotated
from uuid import UUID

from shared.contracts.structure import Format
from shared.messages.commands import Command
from shared.types.saisies import Redaction
from shared.types.temps import JourCivil
from shared.types.texte import Texte

CodeProgramme = Annotated[str, Texte(50)]


class InscrireBus(Command):
    """Un bus demande l'aide ; la Banque des territoires inscrit ceux qui lui écrivent (A-042).

    Pour un courrier, `survenu_le` est l'instant où il est arrivé ; un porteur s'inscrit à l'instant
    où sa demande est reçue.
    """

    structure_id: UUID
    programme: CodeProgramme
    format: Format


class AccorderAideBus(Command):
    """La Banque des territoires accorde l'aide réservée, pour la première année (A-041)."""

    structure_id: UUID
    programme: CodeProgramme
    mise_en_service: JourCivil


class LibererReservation(Command):
    """Une aide réservée ou accordée ne servira pas : elle passe au bus qui attend (C.7-10)."""

    structure_id: UUID
    programme: CodeProgramme
    raison: Redaction
