"""Portes d'entrée du financement : décoder, déléguer, rien d'autre."""

from datetime import date
from typing import Any
from uuid import UUID

from services.funding.component import HANDLERS, build
from services.funding.forfait.questions import DroitDeLaStructure, droits_de_la_structure
from services.funding.garantie.questions import MSAPSuivie, msap_suivies
from services.funding.itinerance.questions import EtatEnveloppe, etat_de_l_enveloppe
from services.funding.questions import QUESTIONS
from services.funding.releve.questions.releve import (
    AidesDeLaStructure,
    ReleveEnTexte,
    aides_de,
    en_texte,
    relever,
)
from services.funding.simulation.questions import PorteurConnu, SimulationDuForfait, Zone, simuler
from shared.clock import paris_date
from shared.delivery.reception import DELIVERED_TOO_OFTEN, Outcomes, RawMessages
from shared.departements.lecture import lire_s_il_est_dit
from shared.log.journal import told_history
from shared.questions.amqp import published
from shared.runtime.nameko_host import Hosted, commands, dead_letters, facts, questions


class FundingShell:
    name = "funding"
    component = Hosted(build)

    @facts(HANDLERS, "labellisation")
    def apprendre_labellisation(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.take_all(raw_messages)

    @commands(HANDLERS)
    def executer(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.take_all(raw_messages)

    @dead_letters(HANDLERS)
    def mettre_de_cote(self, raw_messages: RawMessages) -> Outcomes:
        return self.component.reception.bury_all(raw_messages, *DELIVERED_TOO_OFTEN)

    repondre = published(QUESTIONS)

    @questions
    def droits(self, structure_id: str, annee: int | None = None) -> list[DroitDeLaStructure]:
        """Les droits d'une structure, leur histoire, et ce qui s'ajoute au forfait."""
        return droits_de_la_structure(self.component.model, structure_id, annee)

    @questions
    def enveloppe(self, programme: str) -> EtatEnveloppe | None:
        """L'enveloppe d'aide aux bus d'un programme : ce qui en reste, et où en est chaque bus."""
        return etat_de_l_enveloppe(self.component.model, programme)

    @questions
    def releve(self, annee: int, departement: str | None = None) -> ReleveEnTexte:
        """Ce qui est dû, notifié, versé et reste pour une année, par fonds et par structure."""
        return en_texte(relever(self.component.model, annee, lire_s_il_est_dit(departement)))

    @questions
    def aides(self, structure_id: str) -> AidesDeLaStructure:
        """Ce qui est dû à une structure, année par année, et chaque versement."""
        return aides_de(self.component.model, str(UUID(structure_id)))

    @questions
    def msap(self, departement: str | None = None, au: str | None = None) -> list[MSAPSuivie]:
        """Le financement de chaque MSAP un jour : sa garantie, son label, son interruption."""
        now = self.component.service.clock.now()
        jour = date.fromisoformat(au) if au else paris_date(now)
        return msap_suivies(self.component.model, jour, lire_s_il_est_dit(departement))

    @questions
    def simulation(
        self, annee: int, porteur: PorteurConnu, zone: Zone | None = None
    ) -> SimulationDuForfait:
        """Le forfait et le bonus d'une année, simulés, et ce qui en serait payé."""
        return simuler(annee, porteur, zone)

    @questions
    def historique(self, structure_id: str, au: str | None = None) -> list[dict[str, Any]]:
        """Ce que le service a enregistré d'une structure, tel que su à un instant (ISO 8601)."""
        return told_history(self.component.model, structure_id, au)
