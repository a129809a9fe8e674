"""Un fait de la vie d'un label touche plusieurs aides : toutes en un seul enregistrement."""

from datetime import datetime
from typing import get_args

from services.funding.forfait.application import clore_droit, ouvrir_droit
from services.funding.itinerance.application.situations import (
    suivre_fin,
    suivre_label,
    suivre_suspension,
)
from shared.contracts.labellisation import (
    FinDeLabel,
    LabelRetabli,
    LabelSuspendu,
    StructureLabellisee,
)
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository

HANDLERS = Handlers("labels")


@HANDLERS.on(StructureLabellisee)
def apprendre_label(fait: StructureLabellisee, repository: Repository) -> None:
    """A-032, A-041."""
    repository.save(ouvrir_droit(fait, repository), *suivre_label(fait, repository))


@HANDLERS.on(LabelSuspendu, LabelRetabli)
def apprendre_suspension(fait: LabelSuspendu | LabelRetabli, repository: Repository) -> None:
    """A-041."""
    repository.save(suivre_suspension(fait, repository))


@HANDLERS.on(*get_args(FinDeLabel))
def apprendre_fin(fait: FinDeLabel, repository: Repository, enregistre_le: datetime) -> None:
    """C.7-10, C.7-16."""
    touches = suivre_fin(fait, repository, enregistre_le)
    repository.save(clore_droit(fait, repository), *touches)
