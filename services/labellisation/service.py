"""Portes d'entrée de la labellisation : décoder, déléguer, rien d'autre."""

from typing import Any

from services.labellisation.application import Labellisation
from services.labellisation.component import build
from services.labellisation.labels import compte
from shared.hosting import Hosted, commands, dead_letters, facts, questions
from shared.journal import told_history
from shared.letters import Letter
from shared.messages import Outcome
from shared.reception import DELIVERED_TOO_OFTEN


class LabellisationShell:
    name = "labellisation"
    component = Hosted(build)

    @facts(Labellisation, "audit")
    def apprendre_audit(self, letter: Letter) -> Outcome | None:
        return self.component.reception.take(letter)

    @commands(Labellisation)
    def executer(self, letter: Letter) -> Outcome | None:
        return self.component.reception.take(letter)

    @dead_letters(Labellisation)
    def mettre_de_cote(self, letter: Letter) -> Outcome:
        return self.component.reception.bury(letter, *DELIVERED_TOO_OFTEN)

    @questions
    def historique(self, structure_id: str, au: str | None = None) -> list[dict[str, Any]]:
        """Ce que le service a enregistré d'une structure, tel que su à un instant (ISO 8601)."""
        return told_history(self.component.model, structure_id, au)

    @questions
    def compter(
        self, au: str, su: str | None = None, departement: str | None = None
    ) -> dict[str, Any]:
        """Combien de structures labellisées le jour ``au``, telles que sues à l'instant ``su``."""
        return compte(self.component.model, au, su, departement)
