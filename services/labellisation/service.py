"""Portes d'entrée de la labellisation : décoder, déléguer, rien d'autre."""

from datetime import date
from typing import Any
from uuid import UUID

from services.labellisation.component import HANDLERS, build
from services.labellisation.label.questions.comptage import Compte, compte_du_jour
from services.labellisation.pilotage.questions.a_faire import LigneDeTravail, a_faire
from services.labellisation.pilotage.questions.consolidation import (
    Consolidation,
    RemonteesDUneStructure,
    consolidation,
    structures_remontees,
)
from services.labellisation.pilotage.questions.couverture import (
    CouvertureDuDepartement,
    PlanEtRealite,
    couverture,
    plan_et_realite,
)
from services.labellisation.pilotage.questions.dossier_entier import DossierEntier, dossier
from services.labellisation.questions import QUESTIONS
from shared.clock import paris_date
from shared.delivery.reception import DELIVERED_TOO_OFTEN, Outcomes, RawMessages
from shared.departements.lecture import lire_departement, lire_s_il_est_dit
from shared.log.journal import told_history
from shared.questions.amqp import published
from shared.runtime.nameko_host import Hosted, commands, dead_letters, facts, questions


class LabellisationShell:
    name = "labellisation"
    component = Hosted(build)

    @facts(HANDLERS, "audit")
    def apprendre_audit(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.take_all(raw_messages)

    @facts(HANDLERS, "onboarding")
    def apprendre_raccordement(self, raw_messages: RawMessages) -> Outcomes:
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

    @questions
    def compter(self, au: str, su: str | None = None, departement: str | None = None) -> Compte:
        """Combien de structures labellisées le jour ``au``, telles que sues à l'instant ``su``."""
        return compte_du_jour(self.component.model, au, su, lire_s_il_est_dit(departement))

    @questions
    def dossier(self, structure_id: str, au: str | None = None) -> DossierEntier:
        """Tout ce que le service sait d'une structure ; ``au`` est le jour où juger du plan."""
        return dossier(self.component.model, UUID(structure_id), self._jour(au))

    @questions
    def a_faire(
        self, role: str, departement: str | None = None, au: str | None = None
    ) -> list[LigneDeTravail]:
        """Ce qui attend ce rôle, ce qui presse d'abord ; un préfet dit son département."""
        lu = lire_s_il_est_dit(departement)
        return a_faire(self.component.model, role, lu, self._jour(au))

    @questions
    def consolidation(self, campagne: str | None = None) -> Consolidation:
        """Les remontées d'une campagne, par département ; tout y est déclaré (A-011)."""
        return consolidation(self.component.model, campagne)

    @questions
    def remontees(self, campagne: str | None = None) -> list[RemonteesDUneStructure]:
        """Les mêmes, par structure : combien de critères déclarés, et quand (A-006)."""
        return structures_remontees(self.component.model, campagne)

    @questions
    def couverture(
        self, au: str | None = None, departement: str | None = None
    ) -> list[CouvertureDuDepartement]:
        """Structures, cantons couverts et paires trop proches, par département."""
        return couverture(self.component.model, self._jour(au), lire_s_il_est_dit(departement))

    @questions
    def plan(self, departement: str, au: str | None = None) -> PlanEtRealite | None:
        """Le plan de déploiement du département, face au réel."""
        return plan_et_realite(self.component.model, lire_departement(departement), self._jour(au))

    def _jour(self, au: str | None) -> date:
        return date.fromisoformat(au) if au else paris_date(self.component.service.clock.now())
