"""Ce qu'un compte peut demander de ses webhooks."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.types.saisies import Nom
from shared.types.texte import Annonce, Code, Texte

LIVREUR = Acteur(role="SERVICE", id="webhooks")
"""Qui livre les faits, et rend compte d'une adresse fermée."""

Publieur = Literal["labellisation", "audit", "funding", "onboarding"]
NomDeFait = Annotated[str, Code(r"^[A-Z][A-Za-z0-9]{2,80}$")]
Depuis = Literal["ABONNEMENT", "ORIGINE"]


class AbonnerWebhook(Command):
    """Le compte demande que des faits lui soient envoyés à une adresse HTTPS (J-19).

    `services` : ceux dont il veut les faits, parmi ceux que le compte entend ; `types` n'en garde
    que ces faits, tous s'il est vide. `depuis` : les faits enregistrés depuis l'abonnement, ou tous
    depuis l'origine.
    """

    adresse: Annotated[str, Texte(2000)]
    services: list[Publieur] = Field(min_length=1, max_length=4)
    types: list[NomDeFait] = Field(default_factory=list, max_length=100)
    depuis: Depuis = "ABONNEMENT"


class RenouvelerSecretDuWebhook(Command):
    """Le compte veut un nouveau secret ; l'ancien signe encore le temps du recouvrement."""

    webhook_id: UUID


class ReprendreWebhook(Command):
    """Le compte fait reprendre un webhook suspendu : rien de ce qui attend n'est perdu."""

    webhook_id: UUID


class ResilierWebhook(Command):
    """Le compte ne veut plus de ce webhook ; ce qui attendait n'est plus livré."""

    webhook_id: UUID


class SuspendreWebhook(Command):
    """Le livreur ne peut plus livrer : l'adresse n'existe plus (410), ou le repère est perdu."""

    compte: Nom
    webhook_id: UUID
    raison: Annotated[str, Annonce(1000)]
