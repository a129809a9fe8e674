"""Notifier et verser : une fonction par demande."""

from collections.abc import Sequence
from datetime import date, datetime

from services.funding.forfait.domain.compte import Versement
from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.domain.versement import notifier, verser
from services.funding.forfait.rules.regles import ReglesDuForfait
from services.funding.suivi.domain.structure import StructureSuivie
from services.funding.versements.commands import NotifierForfait, VerserForfait
from shared.clock import paris_date
from shared.recording.handlers import Handlers
from shared.recording.repository import Introuvable, Repository
from shared.structures import DesignationEnregistree

HANDLERS = Handlers("versements")
Demande = NotifierForfait | VerserForfait


def departement_du_droit(commande: Demande, repository: Repository) -> Sequence[str]:
    return [beneficiaire(droit_de(commande, repository), repository)["departement"]]


@HANDLERS.on(NotifierForfait, within=departement_du_droit)
def notifier_forfait(commande: NotifierForfait, repository: Repository, jour: date) -> None:
    """A-032."""
    droit = droit_de(commande, repository)
    notifier(droit, beneficiaire(droit, repository), jour)
    repository.save(droit)


@HANDLERS.on(VerserForfait, within=departement_du_droit)
def verser_forfait(
    commande: VerserForfait,
    repository: Repository,
    enregistre_le: datetime,
    regles: ReglesDuForfait,
) -> None:
    """A-032 : le jour du paiement est celui que dit la banque, jamais un jour à venir."""
    droit = droit_de(commande, repository)
    regles.bareme.exiger_fonds(commande.fonds)
    dit = Versement(commande.reference, commande.fonds, commande.montant_centimes, commande.le)
    verser(droit, beneficiaire(droit, repository), dit, paris_date(enregistre_le))
    repository.save(droit)


def droit_de(commande: Demande, repository: Repository) -> DroitAuForfait:
    """Refuse (`Introuvable`) un droit inconnu, ou celui d'une autre structure.

    Après une fusion, il est celui de la structure qui le porte (C.7-17).
    """
    id = DroitAuForfait.create_id(commande.label_id, commande.annee)
    droit = repository.load(DroitAuForfait, id)
    if droit is None or (droit.porte_par or droit.structure_id) != commande.structure_id:
        raise Introuvable(
            f"Aucun droit au forfait de {commande.annee} pour le label {commande.label_id} de la "
            f"structure {commande.structure_id}."
        )
    return droit


def beneficiaire(droit: DroitAuForfait, repository: Repository) -> DesignationEnregistree:
    """La dernière désignation apprise de qui touche le forfait ; à défaut, celle du droit.

    Le courriel d'une structure n'est jamais écrit à une autre.
    """
    id = droit.porte_par or droit.structure_id
    suivie = id and repository.load(StructureSuivie, StructureSuivie.create_id(id))
    if suivie and suivie.structure:
        return suivie.structure
    return {**droit.structure, "courriel": ""} if droit.porte_par else droit.structure
