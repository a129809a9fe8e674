"""Portes d'entrée des notifications : décoder, déléguer, rien d'autre."""

from typing import Any

from services.notifications.component import HANDLERS, build
from services.notifications.questions import QUESTIONS
from shared.delivery.reception import DELIVERED_TOO_OFTEN, Outcomes, RawMessages
from shared.log.journal import told_history
from shared.questions.amqp import published
from shared.runtime.nameko_host import Hosted, commands, dead_letters, facts, questions


class NotificationsShell:
    name = "notifications"
    component = Hosted(build)

    @facts(HANDLERS, "labellisation")
    def apprendre_labellisation(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.take_all(raw_messages)

    @facts(HANDLERS, "funding")
    def apprendre_funding(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.take_all(raw_messages)

    @facts(HANDLERS, "onboarding")
    def apprendre_onboarding(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.take_all(raw_messages)

    @commands(HANDLERS)
    def executer(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.take_all(raw_messages)

    @dead_letters(HANDLERS)
    def mettre_de_cote(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.bury_all(raw_messages, *DELIVERED_TOO_OFTEN)

    repondre = published(QUESTIONS)

    @questions
    def historique(self, structure_id: str, au: str | None = None) -> list[dict[str, Any]]:
        """Ce que le service a enregistré d'une structure, tel que su à un instant (ISO 8601)."""
        return told_history(self.component.model, structure_id, au)
