"""Les webhooks d'un compte : abonnés, suspendus, repris, résiliés, et leurs secrets (ADR 0040)."""

import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid5

from services.notifications.webhooks.rules.regle import RegleWebhook
from shared.personal_data.fields import personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment

COMPTES = UUID("6f2b1f0a-7a55-5c39-9a0e-0d6a8a4d4f11")
PREFIXE = "whsec_"
FILES = "webhook."
"""Le début du nom de chaque file, parmi celles des messages retenus."""
OCTETS = 32
Etat = Literal["ACTIF", "SUSPENDU", "RESILIE"]


class WebhookInconnu(RefusDuMoment):
    """Le compte n'a pas de webhook sous cette identité."""


class WebhookResilie(RefusDuMoment):
    """Un webhook résilié ne revient pas : le compte s'abonne de nouveau."""


class TropDeWebhooks(RefusDuMoment):
    """Le compte a déjà autant de webhooks que la règle en admet."""


class AdresseDejaAbonnee(RefusDuMoment):
    """Le compte a déjà un webhook à cette adresse."""


def file_de(webhook_id: UUID) -> str:
    """Son nom finit comme celui d'une file de faits : l'ordre de chaque structure y est gardé."""
    return f"{FILES}{webhook_id}.events"


def nouveau_secret() -> str:
    """Au format de Standard Webhooks."""
    return PREFIXE + b64encode(secrets.token_bytes(OCTETS)).decode()


def _du_webhook(valeurs: Mapping[str, Any]) -> UUID:
    """Secret et adresse, qui peut porter un jeton, sont gardés sous une clé propre au webhook."""
    cle: UUID = valeurs["webhook_id"]
    return cle


@dataclass(frozen=True)
class Secret:
    """Un secret, et jusqu'à quand il signe ; sans terme s'il est le dernier."""

    valeur: str
    depuis: datetime
    jusqu_au: datetime | None = None


@dataclass(frozen=True)
class Webhook:
    """Ce qu'un compte veut recevoir à une adresse ; `depuis` vide : tout, depuis l'origine."""

    id: UUID
    adresse: str
    services: Sequence[str]
    types: Sequence[str]
    depuis: datetime | None
    secrets: tuple[Secret, ...]
    etat: Etat = "ACTIF"
    raison: str = ""

    @property
    def file(self) -> str:
        """Où attendent les faits qui n'ont pas été pris, parmi les messages retenus."""
        return file_de(self.id)

    def qui_signent(self, instant: datetime) -> list[Secret]:
        """Le dernier secret d'abord ; l'ancien, le temps du recouvrement."""
        return [
            each
            for each in reversed(self.secrets)
            if each.jusqu_au is None or instant < each.jusqu_au
        ]


@dataclass(frozen=True)
class Souhait:
    """Ce qu'un compte demande en s'abonnant."""

    adresse: str
    services: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)


class Webhooks(Aggregate):
    """Tous ceux d'un compte : leur nombre est borné."""

    TOPIC = "notifications.Webhooks"

    class CompteAbonne(Created):
        TOPIC = "notifications.CompteAbonne"
        PHRASE = "Compte qui s'abonne à des webhooks"
        compte: str

        def apply(self, aggregate: "Webhooks") -> None:
            aggregate.compte = self.compte

    class WebhookAbonne(Aggregate.Event):
        TOPIC = "notifications.WebhookAbonne"
        PHRASE = "Webhook abonné"
        PERSONNELLES = personal(_du_webhook, "adresse", "secret")
        compte: str
        webhook_id: UUID
        adresse: str
        services: list[str]
        types: list[str]
        faits_depuis: datetime | None
        abonne_le: datetime
        secret: str

        def apply(self, aggregate: "Webhooks") -> None:
            secret = Secret(self.secret, self.abonne_le)
            aggregate.connus[self.webhook_id] = Webhook(
                self.webhook_id,
                self.adresse,
                self.services,
                self.types,
                self.faits_depuis,
                (secret,),
            )

    class SecretRenouvele(Aggregate.Event):
        TOPIC = "notifications.SecretRenouvele"
        PHRASE = "Secret de webhook renouvelé"
        PERSONNELLES = personal(_du_webhook, "secret")
        compte: str
        webhook_id: UUID
        secret: str
        renouvele_le: datetime
        ancien_jusqu_au: datetime

        def apply(self, aggregate: "Webhooks") -> None:
            webhook = aggregate.connus[self.webhook_id]
            ancien = replace(webhook.secrets[-1], jusqu_au=self.ancien_jusqu_au)
            nouveau = Secret(self.secret, self.renouvele_le)
            aggregate.connus[webhook.id] = replace(webhook, secrets=(ancien, nouveau))

    class WebhookSuspendu(Aggregate.Event):
        TOPIC = "notifications.WebhookSuspendu"
        PHRASE = "Webhook suspendu"
        PERSONNELLES = personal(_du_webhook, "raison")
        compte: str
        webhook_id: UUID
        raison: str

        def apply(self, aggregate: "Webhooks") -> None:
            aggregate.passer(self.webhook_id, "SUSPENDU", self.raison)

    class WebhookRepris(Aggregate.Event):
        TOPIC = "notifications.WebhookRepris"
        PHRASE = "Webhook repris"
        compte: str
        webhook_id: UUID

        def apply(self, aggregate: "Webhooks") -> None:
            aggregate.passer(self.webhook_id, "ACTIF")

    class WebhookResilie(Aggregate.Event):
        TOPIC = "notifications.WebhookResilie"
        PHRASE = "Webhook résilié"
        compte: str
        webhook_id: UUID

        def apply(self, aggregate: "Webhooks") -> None:
            aggregate.passer(self.webhook_id, "RESILIE")

    def __init__(self) -> None:
        self.compte = ""
        self.connus: dict[UUID, Webhook] = {}

    @staticmethod
    def create_id(compte: str) -> UUID:
        return uuid5(COMPTES, compte)

    @classmethod
    def ouvrir(cls, compte: str) -> "Webhooks":
        return cls.creer(cls.CompteAbonne, compte=compte)

    def abonner(
        self,
        webhook_id: UUID,
        souhait: Souhait,
        regle: RegleWebhook,
        le: datetime,
        *,
        depuis_l_origine: bool,
    ) -> None:
        """Un de plus, dans la limite de la règle, et un seul par adresse."""
        ouverts = [each for each in self.connus.values() if each.etat != "RESILIE"]
        if len(ouverts) >= regle.par_compte:
            raise TropDeWebhooks(
                f"Le compte a déjà {len(ouverts)} webhooks : résiliez-en un.", [regle.id]
            )
        if any(each.adresse == souhait.adresse for each in ouverts):
            raise AdresseDejaAbonnee(f"Le compte a déjà un webhook à « {souhait.adresse} ».")
        self._enregistrer(
            self.WebhookAbonne,
            webhook_id,
            [regle.id],
            adresse=souhait.adresse,
            services=souhait.services,
            types=souhait.types,
            faits_depuis=None if depuis_l_origine else le,
            abonne_le=le,
            secret=nouveau_secret(),
        )

    def renouveler(self, webhook_id: UUID, regle: RegleWebhook, le: datetime) -> None:
        """Un nouveau secret ; l'ancien signe encore, le temps de la règle."""
        webhook = self._ouvert(webhook_id)
        self._enregistrer(
            self.SecretRenouvele,
            webhook.id,
            [regle.id],
            secret=nouveau_secret(),
            renouvele_le=le,
            ancien_jusqu_au=regle.fin_de_l_ancien(le),
        )

    def suspendre(self, webhook_id: UUID, raison: str) -> None:
        """Le livreur peut le dire deux fois, ou après la résiliation."""
        if (webhook := self.connus.get(webhook_id)) and webhook.etat == "ACTIF":
            self._enregistrer(self.WebhookSuspendu, webhook_id, raison=raison)

    def reprendre(self, webhook_id: UUID) -> None:
        if self._ouvert(webhook_id).etat == "SUSPENDU":
            self._enregistrer(self.WebhookRepris, webhook_id)

    def resilier(self, webhook_id: UUID) -> None:
        if self.webhook(webhook_id).etat != "RESILIE":
            self._enregistrer(self.WebhookResilie, webhook_id)

    def webhook(self, webhook_id: UUID) -> Webhook:
        """Lève `WebhookInconnu`."""
        if found := self.connus.get(webhook_id):
            return found
        raise WebhookInconnu(f"Le compte n'a pas de webhook {webhook_id}.")

    def actifs(self) -> list[Webhook]:
        """Ceux à qui livrer."""
        return [each for each in self.connus.values() if each.etat == "ACTIF"]

    def passer(self, webhook_id: UUID, etat: Etat, raison: str = "") -> None:
        """Pour ses événements."""
        self.connus[webhook_id] = replace(self.connus[webhook_id], etat=etat, raison=raison)

    def _ouvert(self, webhook_id: UUID) -> Webhook:
        webhook = self.webhook(webhook_id)
        if webhook.etat == "RESILIE":
            raise WebhookResilie("Ce webhook est résilié : abonnez-en un autre.")
        return webhook

    def _enregistrer(
        self, evenement: type[Any], webhook_id: UUID, selon: Sequence[str] = (), **faits: Any
    ) -> None:
        self.enregistrer(evenement, selon=selon, compte=self.compte, webhook_id=webhook_id, **faits)
