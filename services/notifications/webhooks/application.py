"""Abonner, renouveler, suspendre, reprendre, résilier : chacun pour son compte."""

from datetime import datetime
from uuid import uuid5

from services.notifications.webhooks.commands import (
    AbonnerWebhook,
    RenouvelerSecretDuWebhook,
    ReprendreWebhook,
    ResilierWebhook,
    SuspendreWebhook,
)
from services.notifications.webhooks.domain import Souhait, Webhooks
from services.notifications.webhooks.rules.adresse import Reseaux, verifier
from services.notifications.webhooks.rules.faits import verifier_types
from services.notifications.webhooks.rules.regle import regle_en_vigueur
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.rules.dated import Jours

HANDLERS = Handlers("webhooks")


@HANDLERS.on(AbonnerWebhook, creates={"webhook_id": "ONE"})
def abonner(
    commande: AbonnerWebhook,
    repository: Repository,
    jours: Jours,
    enregistre_le: datetime,
    compte: str,
    reseaux: Reseaux,
) -> None:
    """Les faits que le compte entend ; le livreur vérifie à chaque envoi qu'il les entend."""
    verifier(commande.adresse, reseaux)
    verifier_types(commande.services, commande.types)
    webhooks = repository.load(Webhooks, Webhooks.create_id(compte)) or Webhooks.ouvrir(compte)
    webhook_id = uuid5(commande.message_id, "webhook")
    webhooks.abonner(
        webhook_id,
        Souhait(commande.adresse, [*commande.services], [*commande.types]),
        regle_en_vigueur(jours),
        enregistre_le,
        depuis_l_origine=commande.depuis == "ORIGINE",
    )
    repository.save(webhooks, created={"webhook_id": webhook_id})


@HANDLERS.on(RenouvelerSecretDuWebhook)
def renouveler_secret(
    commande: RenouvelerSecretDuWebhook,
    repository: Repository,
    jours: Jours,
    enregistre_le: datetime,
    compte: str,
) -> None:
    webhooks = webhooks_de(repository, compte)
    webhooks.renouveler(commande.webhook_id, regle_en_vigueur(jours), enregistre_le)
    repository.save(webhooks)


@HANDLERS.on(ReprendreWebhook)
def reprendre(commande: ReprendreWebhook, repository: Repository, compte: str) -> None:
    webhooks = webhooks_de(repository, compte)
    webhooks.reprendre(commande.webhook_id)
    repository.save(webhooks)


@HANDLERS.on(ResilierWebhook)
def resilier(commande: ResilierWebhook, repository: Repository, compte: str) -> None:
    webhooks = webhooks_de(repository, compte)
    webhooks.resilier(commande.webhook_id)
    repository.save(webhooks)


@HANDLERS.on(SuspendreWebhook)
def suspendre(commande: SuspendreWebhook, repository: Repository) -> None:
    webhooks = webhooks_de(repository, commande.compte)
    webhooks.suspendre(commande.webhook_id, commande.raison)
    repository.save(webhooks)


def webhooks_de(repository: Repository, compte: str) -> Webhooks:
    """Ceux du compte ; sans abonnement, aucun webhook n'est le sien."""
    return repository.load(Webhooks, Webhooks.create_id(compte)) or Webhooks.ouvrir(compte)
