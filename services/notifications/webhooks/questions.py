"""Ce qu'un compte peut demander de ses webhooks : où ils en sont, et leurs secrets."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from typing_extensions import TypedDict

from services.notifications.webhooks.domain import Etat, Secret, Webhook, WebhookInconnu, Webhooks
from shared.clock import instant
from shared.delivery.parking import DEAD, Chosen
from shared.questions.question import Parametres
from shared.questions.rights import Asker
from shared.rabbitmq.rights import CONSOLE
from shared.runtime.component import Component


class DUnWebhook(Parametres):
    """Un webhook du compte."""

    webhook_id: UUID


class WebhookSuivi(TypedDict):
    """Un webhook et ce qui attend d'être livré ; `abandonnes` attendent une décision."""

    webhook_id: UUID
    adresse: str
    services: list[str]
    types: list[str]
    faits_depuis: str
    etat: Etat
    raison: str
    en_attente: int
    abandonnes: int


class SecretQuiSigne(TypedDict):
    """Un secret qui signe encore, à l'instant de la question ; vide, `jusqu_au` : sans terme."""

    secret: str
    depuis: str
    jusqu_au: str


class SecretsDuWebhook(TypedDict):
    """Ce qui signe les envois d'un webhook ; le plus récent d'abord, l'ancien tant qu'il signe."""

    webhook_id: UUID
    secrets: list[SecretQuiSigne]


def webhooks_de(component: Component, asker: Asker | None) -> list[WebhookSuivi]:
    """Tous ceux du compte, résiliés compris ; de qui administre, ceux que la console demanda."""
    return [_suivi(component, each) for each in _webhooks(component, asker)]


def secrets_de(component: Component, asker: Asker | None, webhook_id: UUID) -> SecretsDuWebhook:
    """Ceux dont une signature peut venir, le plus récent d'abord ; lève `WebhookInconnu`."""
    for webhook in _webhooks(component, asker):
        if webhook.id == webhook_id:
            signent = webhook.qui_signent(component.service.clock.now())
            return {"webhook_id": webhook_id, "secrets": [*map(_secret, signent)]}
    raise WebhookInconnu(f"Le compte n'a pas de webhook {webhook_id}.")


def _webhooks(component: Component, asker: Asker | None) -> Iterator[Webhook]:
    for compte in (asker.name,) if asker else ("", CONSOLE):
        if found := component.service.load(Webhooks, Webhooks.create_id(compte)):
            yield from found.connus.values()


def _suivi(component: Component, webhook: Webhook) -> WebhookSuivi:
    etats = [row["etat"] for row in component.parking.all(Chosen(queue=webhook.file))]
    return {
        "webhook_id": webhook.id,
        "adresse": webhook.adresse,
        "services": [*webhook.services],
        "types": [*webhook.types],
        "faits_depuis": _dit(webhook.depuis),
        "etat": webhook.etat,
        "raison": webhook.raison,
        "en_attente": len(etats),
        "abandonnes": etats.count(DEAD),
    }


def _secret(secret: Secret) -> SecretQuiSigne:
    return {
        "secret": secret.valeur,
        "depuis": _dit(secret.depuis),
        "jusqu_au": _dit(secret.jusqu_au),
    }


def _dit(moment: datetime | None) -> str:
    return instant(moment) if moment else ""
