"""Un fait appris devient autant de courriels qu'il a de destinataires."""

from datetime import datetime
from typing import Protocol

from services.notifications.courriels.commands import (
    ConstaterImpossibilite,
    ConstaterRefus,
    ConstaterRemise,
    ConstaterReport,
    RetenterCourriel,
)
from services.notifications.courriels.domain import Courriel, Envoi
from services.notifications.courriels.policies.destinataires import envois, gabarit_par_fait
from shared.contracts import Contract
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository

HANDLERS = Handlers("courriels")


class Annuaire(Protocol):
    """Où écrire aux autorités."""

    def adresse(self, role: str, departement: str | None) -> str | None: ...


@HANDLERS.on(*gabarit_par_fait())
def prevenir(fait: Contract, repository: Repository, annuaire: Annuaire) -> None:
    """Un courriel par partie ; sans adresse, l'impossibilité est retenue, jamais tue."""
    repository.save(*(_courriel(fait, envoi, annuaire) for envoi in envois(fait)))


@HANDLERS.on(ConstaterRemise)
def constater_remise(commande: ConstaterRemise, repository: Repository) -> None:
    courriel = repository.load_or_refuse(Courriel, commande.courriel_id)
    courriel.remettre(commande.identifiant)
    repository.save(courriel)


@HANDLERS.on(ConstaterRefus)
def constater_refus(commande: ConstaterRefus, repository: Repository) -> None:
    courriel = repository.load_or_refuse(Courriel, commande.courriel_id)
    courriel.refuser(commande.raison)
    repository.save(courriel)


@HANDLERS.on(ConstaterImpossibilite)
def constater_impossibilite(commande: ConstaterImpossibilite, repository: Repository) -> None:
    courriel = repository.load_or_refuse(Courriel, commande.courriel_id)
    courriel.renoncer(commande.raison)
    repository.save(courriel)


@HANDLERS.on(ConstaterReport)
def constater_report(
    commande: ConstaterReport, repository: Repository, enregistre_le: datetime
) -> None:
    courriel = repository.load_or_refuse(Courriel, commande.courriel_id)
    courriel.reporter(commande.raison, enregistre_le)
    repository.save(courriel)


@HANDLERS.on(RetenterCourriel)
def retenter(commande: RetenterCourriel, repository: Repository) -> None:
    courriel = repository.load_or_refuse(Courriel, commande.courriel_id)
    courriel.redemander()
    repository.save(courriel)


def _courriel(fait: Contract, envoi: Envoi, annuaire: Annuaire) -> Courriel:
    structure = envoi.variables["structure"]
    adresse = (
        structure["courriel"]
        if envoi.destinataire == "PORTEUR"
        else annuaire.adresse(envoi.destinataire, structure["departement"])
    )
    if not adresse:
        return Courriel.sans_adresse(fait.message_id, fait.structure_id, envoi)
    return Courriel.demander(fait.message_id, fait.structure_id, envoi, adresse)
