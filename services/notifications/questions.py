"""Ce que d'autres systèmes peuvent demander aux notifications de ce qu'elles savent."""

from services.notifications.courriels.questions import CourrielSuivi, courriels, departements
from services.notifications.webhooks.questions import (
    DUnWebhook,
    SecretsDuWebhook,
    WebhookSuivi,
    secrets_de,
    webhooks_de,
)
from shared.questions.facts import FAITS
from shared.questions.history import historique, in_order
from shared.questions.own_account import OWN_ACCOUNT, SansPrecision
from shared.questions.parametres import DUneStructure
from shared.questions.places import must_be_known, of_the_structure
from shared.questions.question import Questions
from shared.questions.rights import Asker
from shared.runtime.component import Component

QUESTIONS = Questions("notifications", FAITS, OWN_ACCOUNT)

LIEU = of_the_structure(departements)


@QUESTIONS.on(
    "courriels", places=LIEU, key=lambda each: f"{each['demande_le']} {each['courriel_id']}"
)
def courriels_de_la_structure(component: Component, asked: DUneStructure) -> list[CourrielSuivi]:
    """Les courriels écrits à propos d'une structure : à quelle fonction, quand, remis ou non."""
    must_be_known(component, asked.structure_id)
    return courriels(component.model, asked.structure_id)


@QUESTIONS.on("webhooks", key=lambda each: str(each["webhook_id"]))
def webhooks(component: Component, asked: SansPrecision, asker: Asker | None) -> list[WebhookSuivi]:
    """Les webhooks du compte : où chacun en est, et combien de faits attendent d'y être livrés."""
    return webhooks_de(component, asker)


@QUESTIONS.on("secrets_du_webhook")
def secrets_du_webhook(
    component: Component, asked: DUnWebhook, asker: Asker | None
) -> SecretsDuWebhook:
    """Les secrets qui signent ce que reçoit un webhook du compte ; le plus récent d'abord."""
    return secrets_de(component, asker, asked.webhook_id)


QUESTIONS.on("historique", places=LIEU, key=in_order)(historique)
