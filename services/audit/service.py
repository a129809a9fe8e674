"""Portes d'entrée de l'audit : décoder, déléguer, rien d'autre."""

from datetime import date
from typing import Any
from uuid import UUID

from services.audit.component import HANDLERS, build
from services.audit.conduite.questions.agenda import AuditAPlanifier, a_planifier
from services.audit.conduite.questions.simulation import SimulationDAudit, simuler_audit
from services.audit.enquetes.questions import SatisfactionMesuree, satisfaction
from services.audit.motifs.questions.statistiques import StatistiqueEnTexte, compter, en_texte
from services.audit.questions import QUESTIONS
from services.audit.rapports.questions import AuditEntier, detail
from services.audit.remarques.questions import RemarqueOuverte, remarques_ouvertes
from shared.delivery.reception import DELIVERED_TOO_OFTEN, Outcomes, RawMessages
from shared.departements.lecture import lire_s_il_est_dit
from shared.log.journal import told_history
from shared.questions.amqp import published
from shared.runtime.nameko_host import Hosted, commands, dead_letters, facts, questions


class AuditShell:
    name = "audit"
    component = Hosted(build)

    @facts(HANDLERS, "labellisation")
    def apprendre_labellisation(self, raw_messages: RawMessages) -> Outcomes:
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

    @questions
    def audits_a_planifier(self, departement: str | None = None) -> list[AuditAPlanifier]:
        """Les audits dont la visite n'a pas commencé, partout ou dans un département."""
        return a_planifier(self.component.model, lire_s_il_est_dit(departement))

    @questions
    def remarques_ouvertes(self, departement: str | None = None) -> list[RemarqueOuverte]:
        """Les remarques qui ne sont pas encore levées, partout ou dans un département."""
        return remarques_ouvertes(self.component.model, lire_s_il_est_dit(departement))

    @questions
    def audit(self, audit_id: str) -> AuditEntier:
        """Un audit entier : équipe, visites, chaque constat et ses rectifications, remarques."""
        return detail(self.component.service, UUID(audit_id))

    @questions
    def motifs_de_refus(
        self, au: str, du: str | None = None, departement: str | None = None
    ) -> StatistiqueEnTexte:
        """Les motifs principaux des refus conclus entre deux jours (AAAA-MM-JJ), inclus."""
        depuis = date.fromisoformat(du) if du else None
        lu = lire_s_il_est_dit(departement)
        return en_texte(compter(self.component.model, date.fromisoformat(au), depuis, lu))

    @questions
    def simuler_referentiel(self, audit_id: str, referentiel: str) -> SimulationDAudit:
        """Ce qu'un audit établit sous un autre référentiel que le sien ; rien n'en est décidé."""
        return simuler_audit(self.component.service, UUID(audit_id), referentiel)

    @questions
    def satisfaction(self, structure_id: str = "") -> list[SatisfactionMesuree]:
        """L'indicateur de satisfaction d'une structure, ou de toutes, à la dernière réponse."""
        return satisfaction(self.component.model, structure_id)
