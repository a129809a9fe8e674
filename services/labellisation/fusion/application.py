"""Fusionner, annuler une fusion : les deux dossiers changent ensemble, ou aucun."""

from services.labellisation.dossier.application.acces import dossier_de
from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.fusion.commands import AnnulerFusion, FusionnerStructures
from services.labellisation.fusion.domain import absorber, annuler
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.refusal import RefusDefinitif

HANDLERS = Handlers("fusion")


class RaisonManquante(RefusDefinitif):
    """Une fusion ne s'annule pas sans dire pourquoi."""


@HANDLERS.on(FusionnerStructures)
def fusionner(commande: FusionnerStructures, repository: Repository) -> None:
    """C.7-17."""
    survivante = dossier_de(commande, repository)
    absorbee = repository.load_or_refuse(Dossier, Dossier.create_id(commande.absorbee_id))
    absorber(survivante, absorbee, commande.date_effet)
    repository.save(survivante, absorbee)


@HANDLERS.on(AnnulerFusion)
def annuler_fusion(commande: AnnulerFusion, repository: Repository) -> None:
    """C.7-17 ; la raison est le motif de la commande."""
    if not commande.motif:
        raise RaisonManquante("Dites pourquoi la fusion est annulée, dans le champ « motif ».")
    absorbee, survivante = dossier_de(commande, repository), None
    if absorbee.survivante_id:
        survivante = repository.load(Dossier, Dossier.create_id(absorbee.survivante_id))
    annuler(absorbee, survivante, commande.motif)
    repository.save(absorbee, survivante)
