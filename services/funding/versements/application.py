"""Notifier et verser : une fonction par demande."""

from collections.abc import Sequence
from datetime import date, datetime

from services.funding.forfait.domain.compte import Versement
from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.domain.versement import notifier, verser
from services.funding.forfait.rules.bareme import charger_bareme
from services.funding.versements.commands import NotifierForfait, VerserForfait
from shared.clock import paris_date
from shared.recording.handlers import Handlers
from shared.recording.repository import Introuvable, Repository

HANDLERS = Handlers("versements")
Demande = NotifierForfait | VerserForfait


def departement_du_droit(commande: Demande, repository: Repository) -> Sequence[str]:
    return [droit_de(commande, repository).structure["departement"]]


@HANDLERS.on(NotifierForfait, within=departement_du_droit)
def notifier_forfait(commande: NotifierForfait, repository: Repository, jour: date) -> None:
    """A-032."""
    droit = droit_de(commande, repository)
    notifier(droit, jour)
    repository.save(droit)


@HANDLERS.on(VerserForfait, within=departement_du_droit)
def verser_forfait(
    commande: VerserForfait, repository: Repository, enregistre_le: datetime
) -> None:
    """A-032 : le jour du paiement est celui que dit la banque, jamais un jour à venir."""
    droit = droit_de(commande, repository)
    charger_bareme().exiger_fonds(commande.fonds)
    dit = Versement(commande.reference, commande.fonds, commande.montant_centimes, commande.le)
    verser(droit, dit, paris_date(enregistre_le))
    repository.save(droit)


def droit_de(commande: Demande, repository: Repository) -> DroitAuForfait:
    """Refuse (`Introuvable`) un droit inconnu, ou celui d'une autre structure."""
    droit = repository.load(
        DroitAuForfait, DroitAuForfait.create_id(commande.label_id, commande.annee)
    )
    if droit is None or droit.structure_id != commande.structure_id:
        raise Introuvable(
            f"Aucun droit au forfait de {commande.annee} pour le label {commande.label_id} de la "
            f"structure {commande.structure_id}."
        )
    return droit
