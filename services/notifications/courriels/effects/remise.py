"""Remettre les courriels demandés ; l'identifiant du message ne change pas d'un essai à l'autre."""

from typing import Any, Protocol
from uuid import uuid5

from services.notifications.courriels.commands import (
    FACTEUR,
    ConstaterImpossibilite,
    ConstaterRefus,
    ConstaterRemise,
    ConstaterReport,
)
from services.notifications.courriels.domain import Courriel
from services.notifications.courriels.effects.envoi import RemiseImpossible, RemiseReportee
from services.notifications.courriels.effects.liens import avec_jeton
from services.notifications.courriels.effects.rendu import composer
from services.notifications.courriels.rules.catalogue import CompositionImpossible
from shared.liens import Signature
from shared.log.contract_fields import message_id, survenu_le
from shared.log.readers import Effect
from shared.messages.commands import Command

Demande = Courriel.CourrielDemande | Courriel.CourrielRedemande
DEMANDES = (Courriel.CourrielDemande, Courriel.CourrielRedemande)


class Facteur(Protocol):
    """Qui remet les messages à un serveur de messagerie."""

    def remettre(self, message: Any) -> None: ...


class Courrier:
    """Compose, remet, et dit ce qu'il en est."""

    def __init__(self, facteur: Facteur, expediteur: str, signature: Signature) -> None:
        self.facteur, self.expediteur, self.signature = facteur, expediteur, signature

    @property
    def effect(self) -> Effect:
        return Effect(DEMANDES, self.remettre)

    def remettre(self, event: Demande, prepared: None = None) -> Command:
        """Remet un courriel demandé ; lève RemiseImpossible si le serveur ne sert personne."""
        known: dict[str, Any] = {
            "message_id": uuid5(message_id(event), "remise"),
            "acteur": FACTEUR,
            "survenu_le": survenu_le(event),
            "courriel_id": event.originator_id,
        }
        try:
            return ConstaterRemise(**known, identifiant=self._remettre(event))
        except CompositionImpossible as error:
            return ConstaterImpossibilite(**known, raison=str(error)[:1000])
        except RemiseReportee as error:
            return ConstaterReport(**known, raison=str(error)[:1000])
        except RemiseImpossible as error:
            if not error.definitive:
                raise
            return ConstaterRefus(**known, raison=str(error)[:1000])

    def _remettre(self, event: Demande) -> str:
        identifiant = f"<{event.originator_id.hex}@notifications.france-services.invalid>"
        message = composer(
            event.gabarit,
            avec_jeton(event.variables, self.signature),
            destinataire=event.adresse,
            expediteur=self.expediteur,
            message_id=identifiant,
            date=survenu_le(event),
        )
        self.facteur.remettre(message)
        return identifiant
