"""Portes d'entrée des notifications : décoder, déléguer, rien d'autre."""

from typing import Any

from nameko.rpc import rpc

from services.notifications.application import Notifications
from services.notifications.component import build
from shared.hosting import Hosted, commands, facts
from shared.journal import told_history
from shared.messages import Envelope, Outcome


class NotificationsShell:
    name = "notifications"
    component = Hosted(build)

    @facts(Notifications, "labellisation")
    def apprendre_labellisation(self, message: Envelope) -> Outcome:
        return self.component.service.receive(message)

    @facts(Notifications, "funding")
    def apprendre_funding(self, message: Envelope) -> Outcome:
        return self.component.service.receive(message)

    @facts(Notifications, "onboarding")
    def apprendre_onboarding(self, message: Envelope) -> Outcome:
        return self.component.service.receive(message)

    @commands(Notifications)
    def executer(self, message: Envelope) -> Outcome:
        return self.component.service.receive(message)

    @rpc
    def historique(self, structure_id: str, au: str | None = None) -> list[dict[str, Any]]:
        """Ce que le service a enregistré d'une structure, tel que su à un instant (ISO 8601)."""
        return told_history(self.component.model, structure_id, au)
