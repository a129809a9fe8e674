"""Portes d'entrée de l'audit : décoder, déléguer, rien d'autre."""

from typing import Any

from nameko.rpc import rpc

from services.audit.application import AuditService
from services.audit.component import build
from shared.hosting import Hosted, commands, facts
from shared.journal import told_history
from shared.messages import Envelope, Outcome


class AuditShell:
    name = "audit"
    component = Hosted(build)

    @facts(AuditService, "labellisation")
    def apprendre_labellisation(self, message: Envelope) -> Outcome:
        return self.component.service.receive(message)

    @commands(AuditService)
    def executer(self, message: Envelope) -> Outcome:
        return self.component.service.receive(message)

    @rpc
    def historique(self, structure_id: str, au: str | None = None) -> list[dict[str, Any]]:
        """Ce que le service a enregistré d'une structure, tel que su à un instant (ISO 8601)."""
        return told_history(self.component.model, structure_id, au)
