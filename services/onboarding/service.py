"""Portes d'entrée du raccordement : décoder, déléguer, rien d'autre."""

from typing import Any

from nameko.rpc import rpc

from services.onboarding.application import Onboarding
from services.onboarding.component import build
from shared.hosting import Hosted, commands, facts
from shared.journal import told_history
from shared.messages import Envelope, Outcome


class OnboardingShell:
    name = "onboarding"
    component = Hosted(build)

    @facts(Onboarding, "labellisation")
    def apprendre_labellisation(self, message: Envelope) -> Outcome:
        return self.component.service.receive(message)

    @facts(Onboarding, "funding")
    def apprendre_funding(self, message: Envelope) -> Outcome:
        return self.component.service.receive(message)

    @commands(Onboarding)
    def executer(self, message: Envelope) -> Outcome:
        return self.component.service.receive(message)

    @rpc
    def historique(self, structure_id: str, au: str | None = None) -> list[dict[str, Any]]:
        """Ce que le service a enregistré d'une structure, tel que su à un instant (ISO 8601)."""
        return told_history(self.component.model, structure_id, au)
