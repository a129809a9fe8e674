"""Portes d'entrée du financement : décoder, déléguer, rien d'autre."""

from typing import Any

from services.funding.application import Funding
from services.funding.component import build
from services.funding.itinerance.projections import etat_de_l_enveloppe
from shared.delivery.reception import DELIVERED_TOO_OFTEN
from shared.log.journal import told_history
from shared.messages.envelope import Outcome
from shared.messages.raw import Letter
from shared.runtime.nameko_host import Hosted, commands, dead_letters, facts, questions


class FundingShell:
    name = "funding"
    component = Hosted(build)

    @facts(Funding, "labellisation")
    def apprendre_labellisation(self, letter: Letter) -> Outcome | None:
        return self.component.reception.take(letter)

    @commands(Funding)
    def executer(self, letter: Letter) -> Outcome | None:
        return self.component.reception.take(letter)

    @dead_letters(Funding)
    def mettre_de_cote(self, letter: Letter) -> Outcome:
        return self.component.reception.bury(letter, *DELIVERED_TOO_OFTEN)

    @questions
    def enveloppe(self, programme: str) -> dict[str, Any] | None:
        """L'enveloppe d'aide aux bus d'un programme : ce qui en reste, et où en est chaque bus."""
        return etat_de_l_enveloppe(self.component.model, programme)

    @questions
    def historique(self, structure_id: str, au: str | None = None) -> list[dict[str, Any]]:
        """Ce que le service a enregistré d'une structure, tel que su à un instant (ISO 8601)."""
        return told_history(self.component.model, structure_id, au)
