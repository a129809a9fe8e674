"""Ce que d'autres systèmes peuvent demander à l'audit de ce qu'il sait."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.audit.conduite.questions.agenda import (
    AuditAPlanifier,
    AuditConnu,
    a_planifier,
    audits,
)
from services.audit.conduite.questions.simulation import SimulationDAudit, simuler_audit
from services.audit.enquetes.questions import (
    EnqueteOuverte,
    QuestionnaireDUneEnquete,
    SatisfactionMesuree,
    enquetes_ouvertes,
    questionnaire_pose,
    satisfaction,
)
from services.audit.missions.questions import MissionConnue, missions
from services.audit.motifs.questions.statistiques import StatistiqueEnTexte, compter, en_texte
from services.audit.mysteres.questions import (
    CibleAVisiter,
    GrilleDeVisite,
    TirageConnu,
    cibles_a_visiter,
    grille_de_visite,
    tirages,
)
from services.audit.rapports.questions import AuditEntier, detail
from services.audit.referentiels.questions import GrilleDAudit, grille_d_audit
from services.audit.remarques.questions import RemarqueOuverte, remarques_ouvertes
from services.audit.vigilance.questions import AlerteQualite, alertes_qualite
from shared.questions.facts import FAITS
from shared.questions.history import historique, in_order
from shared.questions.own_account import OWN_ACCOUNT
from shared.questions.parametres import (
    Aucun,
    DUneStructure,
    DUnJour,
    Partout,
    PartoutUnJour,
    StructureOuLieu,
    day,
    text,
)
from shared.questions.places import by_query, must_be_known, of_the_departement, of_the_structure
from shared.questions.question import Parametres, Questions
from shared.read_model import WHOLE, Window
from shared.runtime.component import Component
from shared.types.saisies import Libelle
from shared.types.temps import JourCivil

QUESTIONS = Questions("audit", FAITS, OWN_ACCOUNT)

LIEUX = """SELECT departement FROM agenda WHERE structure_id = :id
    UNION SELECT departement FROM structures_suivies WHERE structure_id = :id"""
LIEU = of_the_structure(by_query(LIEUX))
LIEU_DE_L_AUDIT = "SELECT departement FROM agenda WHERE audit_id = :id"


class DUnAudit(Parametres):
    """Un audit."""

    audit_id: UUID


class DUneSimulation(DUnAudit):
    """Un audit, et le référentiel sous lequel le lire."""

    referentiel: Libelle


class DUnReferentiel(DUnJour):
    """Un référentiel, même abrogé ; à défaut, celui en vigueur le jour ``au``."""

    referentiel: Libelle | None = None


class DUnQuestionnaire(Parametres):
    """Un questionnaire, par l'identifiant que dit la campagne."""

    questionnaire: Libelle


class DUnTirage(Parametres):
    """Un tirage de visites mystères."""

    tirage_id: UUID


class DesConclusions(PartoutUnJour):
    """Du jour ``du``, à défaut depuis toujours, au jour ``au`` inclus ; aujourd'hui s'il est tu."""

    du: JourCivil | None = None


def lieu_de_l_audit(component: Component, asked: DUnAudit) -> Sequence[str]:
    rows = component.model.query(LIEU_DE_L_AUDIT, {"id": str(asked.audit_id)})
    return [row["departement"] for row in rows]


def datee(each: Mapping[str, Any]) -> str:
    """La visite la plus proche d'abord, puis celles qui n'ont pas de jour."""
    return f"{each['visite_le'] or '9999'} {each['audit_id']}"


@QUESTIONS.on("audits", places=LIEU, key=lambda each: each["audit_id"])
def audits_connus(
    component: Component, asked: StructureOuLieu, window: Window = WHOLE
) -> list[AuditConnu]:
    """Les audits d'un département, d'une structure, ou tous : où en est chacun (A-021, A-022)."""
    must_be_known(component, asked.structure_id)
    return audits(component.model, asked.departement, asked.structure_id, window)


@QUESTIONS.on("audit", places=lieu_de_l_audit)
def audit_entier(component: Component, asked: DUnAudit) -> AuditEntier:
    """Un audit entier : équipe, visites, chaque constat et ses rectifications, remarques."""
    return detail(component.service, asked.audit_id)


@QUESTIONS.on("a_planifier", places=of_the_departement, key=datee)
def audits_a_planifier(component: Component, asked: Partout) -> list[AuditAPlanifier]:
    """Les audits dont la visite n'a pas commencé (TMR-12)."""
    return a_planifier(component.model, asked.departement)


@QUESTIONS.on("remarques", places=LIEU, key=lambda each: each["remarque_id"])
def remarques(component: Component, asked: StructureOuLieu) -> list[RemarqueOuverte]:
    """Les remarques qui ne sont pas encore levées, à traiter ou à lever (A-017)."""
    must_be_known(component, asked.structure_id)
    return remarques_ouvertes(component.model, asked.departement, asked.structure_id)


@QUESTIONS.on("motifs_de_refus", places=of_the_departement)
def motifs_de_refus(component: Component, asked: DesConclusions) -> StatistiqueEnTexte:
    """Les motifs principaux des refus conclus entre deux jours, inclus (A-013)."""
    au = day(component, asked.au)
    return en_texte(compter(component.model, au, asked.du, asked.departement))


@QUESTIONS.on("simulation", places=lieu_de_l_audit)
def simulation(component: Component, asked: DUneSimulation) -> SimulationDAudit:
    """Ce qu'un audit établit sous un autre référentiel que le sien ; rien n'en est décidé."""
    return simuler_audit(component.service, asked.audit_id, asked.referentiel)


@QUESTIONS.on("referentiel")
def referentiel(component: Component, asked: DUnReferentiel) -> GrilleDAudit:
    """Les critères d'un référentiel, et les codes par lesquels les constater (A-022)."""
    return grille_d_audit(asked.referentiel, day(component, asked.au))


@QUESTIONS.on("missions", key=lambda each: each["mission_id"])
def missions_constituees(component: Component, asked: Aucun) -> list[MissionConnue]:
    """Les missions d'audit, et leurs identifiants (A-002)."""
    return missions(component.model)


@QUESTIONS.on(
    "satisfaction", places=LIEU, key=lambda each: f"{each['campagne_id']} {each['public']}"
)
def satisfaction_mesuree(component: Component, asked: StructureOuLieu) -> list[SatisfactionMesuree]:
    """L'indicateur de satisfaction de chaque campagne, à la dernière réponse (A-027, X-06)."""
    must_be_known(component, asked.structure_id)
    found = satisfaction(component.model, text(asked.structure_id) or "")
    return [each for each in found if asked.departement in (None, each["departement"])]


@QUESTIONS.on("enquetes", key=lambda each: f"{each['campagne_id']} {each['public']}")
def enquetes(component: Component, asked: DUneStructure) -> list[EnqueteOuverte]:
    """Les enquêtes auxquelles on peut répondre sur une structure, et leur questionnaire (A-026)."""
    must_be_known(component, asked.structure_id)
    return enquetes_ouvertes(component.model, asked.structure_id)


@QUESTIONS.on("questionnaire")
def questionnaire(component: Component, asked: DUnQuestionnaire) -> QuestionnaireDUneEnquete:
    """Les questions d'une enquête, et les codes par lesquels y répondre (A-026, A-101)."""
    return questionnaire_pose(asked.questionnaire)


@QUESTIONS.on("alertes", places=LIEU, key=lambda each: each["alerte_id"])
def alertes(component: Component, asked: StructureOuLieu) -> list[AlerteQualite]:
    """Les alertes sur la qualité, et l'identifiant par lequel lever chacune (A-027, C.7)."""
    must_be_known(component, asked.structure_id)
    return alertes_qualite(component.model, asked.departement, asked.structure_id)


@QUESTIONS.on("tirages", key=lambda each: each["tirage_id"])
def tirages_engages(component: Component, asked: Aucun) -> list[TirageConnu]:
    """Les tirages de visites mystères, sans leurs cibles (A-028, A-029, INV-16)."""
    return tirages(component.model)


@QUESTIONS.on("cibles", key=lambda each: each["structure_id"])
def cibles(component: Component, asked: DUnTirage) -> list[CibleAVisiter]:
    """Les structures d'un tirage qui restent à visiter ; à ne montrer qu'à qui visite (INV-16)."""
    return list(cibles_a_visiter(component.service, asked.tirage_id))


@QUESTIONS.on("grille_de_visite")
def grille(component: Component, asked: DUnJour) -> GrilleDeVisite:
    """Les observations qu'un visiteur note, et le plus de points que vaut chacune (A-028)."""
    return grille_de_visite(day(component, asked.au))


QUESTIONS.on("historique", places=LIEU, key=in_order)(historique)
