"""Portes d'entrée du financement : décoder, déléguer, rien d'autre."""

from typing import Any

from nameko.rpc import rpc

from services.funding.application import Funding
from services.funding.component import build
from shared.hosting import Hosted, facts
from shared.journal import told_history
from shared.messages import Envelope, Outcome


class FundingShell:
    name = "funding"
    component = Hosted(build)

    @facts(Funding, "labellisation")
    def apprendre_labellisation(self, message: Envelope) -> Outcome:
        return self.component.service.receive(message)

    @rpc
    def historique(self, structure_id: str, au: str | None = None) -> list[dict[str, Any]]:
        """Ce que le service a enregistré d'une structure, tel que su à un instant (ISO 8601)."""
        return told_history(self.component.model, structure_id, au)
