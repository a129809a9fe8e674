"""Un fait de la vie d'un label touche plusieurs aides : toutes en un seul enregistrement."""

from typing import get_args

from services.funding.forfait.application import clore_droit, ouvrir_droit
from services.funding.garantie.application import clore_garantie, remplacer_garantie
from shared.contracts.labellisation import FinDeLabel, StructureLabellisee
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository

HANDLERS = Handlers("labels")


@HANDLERS.on(StructureLabellisee)
def apprendre_label(fait: StructureLabellisee, repository: Repository) -> None:
    """A-032, C.7-8."""
    repository.save(ouvrir_droit(fait, repository), remplacer_garantie(fait, repository))


@HANDLERS.on(*get_args(FinDeLabel))
def apprendre_fin(fait: FinDeLabel, repository: Repository) -> None:
    """C.7-8, C.7-16."""
    repository.save(clore_droit(fait, repository), *clore_garantie(fait, repository))
