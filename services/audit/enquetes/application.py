"""Interroger chaque structure labellisée, chaque année : ce que le service répond (A-026)."""

from datetime import date
from typing import Any
from uuid import UUID

from services.audit.enquetes.domain import CampagneEnquete
from services.audit.enquetes.rules import Questionnaire, RegleEnquetes, ReponseIrrecevable
from services.audit.qualite.commands import (
    CloturerCampagneEnquete,
    OuvrirCampagneEnquete,
    RepondreEnquete,
)
from services.audit.qualite.regles import charger_enquetes
from services.audit.vigilance.application import Vigilance, seuils
from services.audit.vigilance.domain.suivi import SuiviQualite
from shared.clock import paris_date
from shared.contracts.labellisation import (
    LabelRenonce,
    LabelRetire,
    StructureFermee,
    StructureLabellisee,
    StructuresFusionnees,
)
from shared.contracts.structure import Designation
from shared.messages.actors import Acteur
from shared.recording.citing import cite
from shared.recording.legacy import handles
from shared.recording.provenance import current
from shared.recording.repository import Introuvable
from shared.refusal import Refus

FinDeLabel = LabelRetire | LabelRenonce | StructureFermee | StructuresFusionnees
REPOND = {"AGENTS": "AGENT", "USAGERS": "PUBLIC"}


class RepondantEtranger(Refus):
    """Un questionnaire ne se remplit que par ceux à qui il est destiné."""


class Sondages(Vigilance):
    """Une campagne par an, ses réponses, sa clôture."""

    @handles(StructureLabellisee)
    def suivre(self, fait: StructureLabellisee) -> None:
        """A-026 : une structure labellisée sera interrogée chaque année."""
        suivi = self.load(SuiviQualite, SuiviQualite.create_id(fait.structure_id))
        regle = charger_enquetes().en_vigueur(fait.date_effet)
        cite(regle.id)
        label: dict[str, Any] = {
            "label_id": fait.label_id,
            "structure": Designation.of(fait.fiche).model_dump(),
            "format": fait.fiche.format,
            "date_effet": fait.date_effet.isoformat(),
            "enquete_le": self._premiere_enquete(fait, regle).isoformat(),
        }
        if suivi is None:
            suivi = SuiviQualite(fait.structure_id, **label)
        else:
            suivi.reprendre(**label)
        self.save(suivi)

    @handles(LabelRetire)
    @handles(LabelRenonce)
    @handles(StructureFermee)
    @handles(StructuresFusionnees)
    def quitter(self, fait: FinDeLabel) -> None:
        """Une structure dont le label cesse n'est plus ni interrogée, ni tirée."""
        suivi = self.load(SuiviQualite, SuiviQualite.create_id(fait.structure_id))
        if suivi:
            suivi.clore(fait.label_id, fait.date_effet.isoformat())
            self.save(suivi)

    @handles(OuvrirCampagneEnquete)
    def ouvrir_campagne(self, commande: OuvrirCampagneEnquete) -> None:
        """A-026, TMR-08 : une campagne par an, tant que la structure est labellisée."""
        suivi = self.load_or_refuse(SuiviQualite, SuiviQualite.create_id(commande.structure_id))
        campagne_id = CampagneEnquete.create_id(commande.structure_id, commande.le.year)
        if suivi.est_labellisee and self.load(CampagneEnquete, campagne_id) is None:
            self.save(campagne_de(suivi, commande.le))

    @handles(RepondreEnquete)
    def repondre(self, commande: RepondreEnquete) -> None:
        """A-026, A-027, A-101 : l'indicateur suit chaque réponse, et peut donner l'alerte."""
        campagne = self._campagne(commande.structure_id, commande.annee)
        questionnaire = questionnaire_de(commande.questionnaire)
        verifier_repondant(questionnaire, commande.acteur)
        aujourd_hui = paris_date(current().enregistre_le)
        campagne.repondre(
            questionnaire, commande.notes, commande.choix, commande.commentaire, aujourd_hui
        )
        public = questionnaire.public
        doutes = seuils(aujourd_hui).de_l_enquete(
            campagne.annee, public, campagne.indicateurs[public]
        )
        self.save(
            campagne, self.alerter(campagne.structure_id, campagne.structure, "ENQUETE", doutes)
        )

    @handles(CloturerCampagneEnquete)
    def cloturer_campagne(self, commande: CloturerCampagneEnquete) -> None:
        campagne = self._campagne(commande.structure_id, commande.annee)
        campagne.cloturer()
        self.save(campagne)

    def _premiere_enquete(self, fait: StructureLabellisee, regle: RegleEnquetes) -> date:
        """Une structure relabellisée dans l'année y a déjà sa campagne : la suivante l'attend."""
        le = regle.premiere(fait.date_effet)
        while self.load(CampagneEnquete, CampagneEnquete.create_id(fait.structure_id, le.year)):
            le = regle.suivante(le)
        return le

    def _campagne(self, structure_id: UUID, annee: int) -> CampagneEnquete:
        found = self.load(CampagneEnquete, CampagneEnquete.create_id(structure_id, annee))
        if found is None:
            raise Introuvable(f"Aucune campagne d'enquête {annee} n'est ouverte pour la structure.")
        return found


def campagne_de(suivi: SuiviQualite, le: date) -> CampagneEnquete:
    enquetes = charger_enquetes()
    regle = enquetes.en_vigueur(le)
    questionnaires = enquetes.questionnaires_de(regle, le)
    cite(regle.id, *questionnaires.values())
    return CampagneEnquete(
        structure_id=suivi.structure_id,
        structure=suivi.structure,
        annee=le.year,
        questionnaires=questionnaires,
        ouverte_le=le.isoformat(),
        cloture_le=regle.cloture(le).isoformat(),
        prochaine_le=regle.suivante(le).isoformat(),
    )


def questionnaire_de(id: str) -> Questionnaire:
    for each in charger_enquetes().questionnaires:
        if each.id == id:
            cite(id)
            return each
    raise ReponseIrrecevable(f"Le questionnaire « {id} » n'existe pas.")


def verifier_repondant(questionnaire: Questionnaire, acteur: Acteur) -> None:
    """A-026 : aux agents leur questionnaire, aux usagers le leur."""
    if acteur.role != REPOND[questionnaire.public]:
        raise RepondantEtranger(
            f"Le questionnaire {questionnaire.id} s'adresse au rôle {REPOND[questionnaire.public]}."
        )
