"""Portes d'entrée du raccordement : décoder, déléguer, rien d'autre."""

from datetime import date
from typing import Any

from services.onboarding.component import HANDLERS, build
from services.onboarding.formation.questions import SessionDeFormation, sessions
from services.onboarding.operateurs.questions import (
    DelaisDeReponse,
    ReferentsDuDepartement,
    delais,
    etat_des_referents,
)
from services.onboarding.outils.questions import (
    ActiviteDeLaStructure,
    EtatDuBureau,
    QuestionPosee,
    activite,
    etat_du_bureau,
    question_suivante,
    recherche_admise,
)
from services.onboarding.questions import QUESTIONS
from shared.delivery.reception import DELIVERED_TOO_OFTEN, Outcomes, RawMessages
from shared.departements.lecture import lire_departement
from shared.log.journal import told_history
from shared.questions.amqp import published
from shared.runtime.nameko_host import Hosted, commands, dead_letters, facts, questions


class OnboardingShell:
    name = "onboarding"
    component = Hosted(build)

    @facts(HANDLERS, "labellisation")
    def apprendre_labellisation(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.take_all(raw_messages)

    @facts(HANDLERS, "funding")
    def apprendre_funding(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.take_all(raw_messages)

    @commands(HANDLERS)
    def executer(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.take_all(raw_messages)

    @dead_letters(HANDLERS)
    def mettre_de_cote(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.bury_all(raw_messages, *DELIVERED_TOO_OFTEN)

    repondre = published(QUESTIONS)

    @questions
    def sessions_de_formation(self, departement: str) -> list[SessionDeFormation]:
        """Les sessions d'un département : lieu, dates, salle, places prises, déroulement."""
        return sessions(self.component.model, lire_departement(departement))

    @questions
    def referents(self, departement: str, au: str) -> ReferentsDuDepartement:
        """L'annuaire d'un département : par opérateur, ses référents, et s'il en manque ce jour."""
        lu = lire_departement(departement)
        return etat_des_referents(self.component.service, lu, date.fromisoformat(au))

    @questions
    def delais_de_reponse(self, departement: str) -> list[DelaisDeReponse]:
        """En combien de temps les opérateurs répondent aux agents d'un département."""
        return delais(self.component.model, lire_departement(departement))

    @questions
    def question_suivante(self, au: str, choix: dict[str, str]) -> QuestionPosee | None:
        """La question d'activité qui suit ces choix, et ses réponses proposées."""
        return question_suivante(date.fromisoformat(au), choix)

    @questions
    def activite(self, structure_id: str, du: str, au: str) -> ActiviteDeLaStructure:
        """Les passages d'une structure entre deux jours, par opérateur et par issue."""
        return activite(self.component.model, structure_id, du, au)

    @questions
    def bureau(self) -> EtatDuBureau:
        """Le Bureau de l'agent : sa page d'accueil, les domaines de sa recherche, leur histoire."""
        return etat_du_bureau(self.component.service)

    @questions
    def recherche_admise(self, adresse: str) -> bool:
        """La recherche du Bureau peut-elle aller à cette adresse ?"""
        return recherche_admise(self.component.service, adresse)

    @questions
    def historique(self, structure_id: str, au: str | None = None) -> list[dict[str, Any]]:
        """Ce que le service a enregistré d'une structure, tel que su à un instant (ISO 8601)."""
        return told_history(self.component.model, structure_id, au)
