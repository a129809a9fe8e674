"""Ce que l'on peut demander pour l'aide aux bus."""

from typing import Annotated
from uuid import UUID

from shared.contracts.structure import Format
from shared.messages.commands import Command
from shared.types.saisies import Redaction
from shared.types.temps import JourCivil
from shared.types.texte import Code, Texte

CodeProgramme = Annotated[str, Texte(50)]


class InscrireBus(Command):
    """Un bus demande l'aide ; la Banque des territoires inscrit ceux qui lui écrivent (A-042).

    Pour un courrier, `survenu_le` est l'instant où il est arrivé ; un porteur s'inscrit à l'instant
    où sa demande est reçue. La structure est connue sous ce format, signalée ou labellisée.
    """

    structure_id: UUID
    programme: CodeProgramme
    format: Format


class CompleterDossierBus(Command):
    """La Banque des territoires a reçu tout le dossier d'un bus inscrit, à `survenu_le` (D.2)."""

    structure_id: UUID
    programme: CodeProgramme


class AttribuerAidesBus(Command):
    """Les inscriptions closes, le classement s'arrête et les aides se réservent (X-09, D.2).

    Pour un programme dont l'ordre classe tous les inscrits ensemble. `graine` : 32 octets tirés au
    hasard, en hexadécimal ; pour un tirage au sort, et lui seul.
    """

    programme: CodeProgramme
    graine: Annotated[str, Code(r"^[0-9a-f]{64}$")] | None = None


class AccorderAideBus(Command):
    """La Banque des territoires accorde l'aide réservée, pour la première année (A-041).

    La structure doit être labellisée : une règle datée le dit.
    """

    structure_id: UUID
    programme: CodeProgramme
    mise_en_service: JourCivil


class LibererReservation(Command):
    """Une aide réservée ou accordée ne servira pas : elle passe au bus qui attend (C.7-10)."""

    structure_id: UUID
    programme: CodeProgramme
    raison: Redaction
