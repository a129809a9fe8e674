"""Remettre les courriels demandés ; l'identifiant du message ne change pas d'un essai à l'autre."""

from datetime import datetime
from typing import Any, Protocol
from uuid import uuid5

from services.notifications.catalogue import CompositionImpossible
from services.notifications.commands import ConstaterRefus, ConstaterRemise
from services.notifications.domain import Courriel
from services.notifications.envoi import RemiseImpossible
from services.notifications.rendu import composer
from shared.actors import Acteur
from shared.commands import Command
from shared.publishing import message_id
from shared.tails import Effect

FACTEUR = Acteur(role="SERVICE", id="notifications")


class Facteur(Protocol):
    """Qui remet les messages à un serveur de messagerie."""

    def remettre(self, message: Any) -> None: ...


class Courrier:
    """Compose, remet, et dit ce qu'il en est."""

    def __init__(self, facteur: Facteur, expediteur: str) -> None:
        self.facteur, self.expediteur = facteur, expediteur

    @property
    def effect(self) -> Effect:
        return Effect(Courriel.CourrielDemande, self.remettre)

    def remettre(self, event: Courriel.CourrielDemande, prepared: None = None) -> Command:
        """Remet un courriel demandé ; lève RemiseImpossible si un nouvel essai peut réussir."""
        known = {
            "message_id": uuid5(message_id(event), "remise"),
            "acteur": FACTEUR,
            "survenu_le": event.provenance["survenu_le"],
            "courriel_id": event.originator_id,
        }
        try:
            return ConstaterRemise(**known, identifiant=self._remettre(event))
        except CompositionImpossible as error:
            return ConstaterRefus(**known, raison=str(error)[:1000])
        except RemiseImpossible as error:
            if not error.definitive:
                raise
            return ConstaterRefus(**known, raison=str(error)[:1000])

    def _remettre(self, event: Courriel.CourrielDemande) -> str:
        identifiant = f"<{event.originator_id.hex}@notifications.france-services.invalid>"
        le: datetime = event.provenance["survenu_le"]
        message = composer(
            event.gabarit,
            event.variables,
            destinataire=event.adresse,
            expediteur=self.expediteur,
            message_id=identifiant,
            date=le,
        )
        self.facteur.remettre(message)
        return identifiant
