"""Ce que d'autres systèmes peuvent demander au raccordement de ce qu'il sait."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Annotated
from uuid import UUID

from pydantic import Field
from typing_extensions import TypedDict

from services.onboarding.convention.questions import (
    AnnexeDeLaStructure,
    ConventionDuDepartement,
    annexe_de,
    convention_du,
)
from services.onboarding.formation.domain.session import SessionFormation
from services.onboarding.formation.questions import (
    ProgrammeDeFormation,
    SessionDeFormation,
    SessionEntiere,
    modules_restants,
    programme_de_formation,
    session_entiere,
    sessions,
)
from services.onboarding.operateurs.domain.sollicitation import Sollicitation
from services.onboarding.operateurs.questions import (
    AnnuairePublie,
    DelaisDeReponse,
    DemandeEntiere,
    DemandeSuivie,
    annuaire_publie,
    delais,
    demande_entiere,
    demandes,
    destinataire,
)
from services.onboarding.outils.commands import Choix
from services.onboarding.outils.questions import (
    ActiviteDeLaStructure,
    BureauPublie,
    QuestionPosee,
    activite,
    bureau_publie,
    question_suivante,
    recherche_admise,
)
from services.onboarding.raccordement.questions import (
    RaccordementDuLabel,
    departements,
    etat_du_raccordement,
)
from shared.questions.facts import FAITS
from shared.questions.history import historique, in_order
from shared.questions.own_account import OWN_ACCOUNT
from shared.questions.parametres import (
    Aucun,
    DUnDepartement,
    DUnDepartementUnJour,
    DUnePeriode,
    DUneStructure,
    DUneStructureUnJour,
    DUnJour,
    StructureOuLieu,
    day,
)
from shared.questions.places import by_query, must_be_known, of_the_departement, of_the_structure
from shared.questions.question import Parametres, Questions
from shared.runtime.component import Component
from shared.types.saisies import Libelle
from shared.types.texte import Texte

QUESTIONS = Questions("onboarding", FAITS, OWN_ACCOUNT)

SOLLICITEE = by_query("SELECT departement FROM sollicitations WHERE structure_id = :id")


def connus(component: Component, structure_id: UUID) -> Iterable[str]:
    """Les départements où la situent ses raccordements, et ses demandes."""
    return {*departements(component, structure_id), *SOLLICITEE(component, structure_id)}


LIEU = of_the_structure(connus)


class DUneSession(Parametres):
    """Une session de formation."""

    session_id: UUID


class DesDemandes(StructureOuLieu):
    """Une structure, un département, ou tous ; un opérateur, par son code ou son nom, ou tous."""

    operateur: Libelle | None = None


class DUneDemande(Parametres):
    """Une demande d'un agent ; qui la pose pour sa structure dit aussi laquelle."""

    sollicitation_id: UUID
    structure_id: UUID | None = None


class DUnChoix(DUnJour):
    """Les réponses déjà choisies, par question ; aucune pour la première."""

    choix: dict[Choix, Choix] = Field(default_factory=dict, max_length=5)


class DUneAdresse(Parametres):
    """L'adresse d'une page."""

    adresse: Annotated[str, Texte(2000)]


class RechercheAdmise(TypedDict):
    """Si la recherche du Bureau peut aller à cette adresse."""

    admise: bool


def lieu_de_la_session(component: Component, asked: DUneSession) -> Sequence[str]:
    session = component.service.load(SessionFormation, asked.session_id)
    return [session.departement] if session else []


def lieu_de_la_demande(component: Component, asked: DUneDemande) -> Sequence[str]:
    found = component.service.load(Sollicitation, asked.sollicitation_id)
    return [found.departement] if found else []


def operateur_vise(component: Component, asked: DUneDemande) -> Sequence[str]:
    return destinataire(component.service, asked.sollicitation_id)


@QUESTIONS.on("raccordement", places=LIEU, key=lambda each: each["label_id"])
def raccordement(component: Component, asked: DUneStructureUnJour) -> list[RaccordementDuLabel]:
    """Où en est le raccordement d'une structure, label par label, et ce qui y manque (A-115)."""
    must_be_known(component, asked.structure_id)
    jour, restants = day(component, asked.au), partial(modules_restants, component.service)
    return etat_du_raccordement(component, asked.structure_id, jour, restants)


@QUESTIONS.on("sessions", places=of_the_departement, key=lambda each: each["session_id"])
def sessions_de_formation(component: Component, asked: DUnDepartement) -> list[SessionDeFormation]:
    """Les sessions d'un département : lieu, dates, salle, places prises, déroulement (A-111)."""
    return sessions(component.model, asked.departement)


@QUESTIONS.on("session", places=lieu_de_la_session)
def session(component: Component, asked: DUneSession) -> SessionEntiere:
    """Une session : qui y est convoqué, qui y était, demi-journée par demi-journée (A-106)."""
    return session_entiere(component.service, asked.session_id)


@QUESTIONS.on("programme_de_formation")
def programme(component: Component, asked: DUnJour) -> ProgrammeDeFormation:
    """Le programme de formation d'un jour, et les codes de ses blocs et modules (A-102)."""
    return programme_de_formation(day(component, asked.au))


@QUESTIONS.on("referents", places=of_the_departement)
def referents(component: Component, asked: DUnDepartementUnJour) -> AnnuairePublie:
    """L'annuaire d'un département : par opérateur, ses référents, et s'il en manque (X-18)."""
    return annuaire_publie(component.service, asked.departement, day(component, asked.au))


@QUESTIONS.on("delais", places=of_the_departement, key=lambda each: each["operateur"])
def delais_de_reponse(component: Component, asked: DUnDepartement) -> list[DelaisDeReponse]:
    """En combien de temps les opérateurs répondent aux agents d'un département (A-125)."""
    return delais(component.model, asked.departement)


@QUESTIONS.on("demandes", places=LIEU, key=lambda each: each["sollicitation_id"])
def demandes_des_agents(component: Component, asked: DesDemandes) -> list[DemandeSuivie]:
    """Les demandes des agents aux opérateurs, leur délai, quand vint la réponse (A-123 à A-125)."""
    must_be_known(component, asked.structure_id)
    return demandes(component.model, asked.departement, asked.structure_id, asked.operateur)


@QUESTIONS.on("demande", places=lieu_de_la_demande, body=operateur_vise)
def demande(component: Component, asked: DUneDemande) -> DemandeEntiere:
    """Une demande : son objet, ses pièces, ce qu'y répond l'opérateur (A-123, A-124, A-125)."""
    return demande_entiere(component.service, asked.sollicitation_id, asked.structure_id)


@QUESTIONS.on("bureau")
def bureau(component: Component, asked: Aucun) -> BureauPublie:
    """Le Bureau de l'agent : les domaines de sa recherche, et leur histoire (A-121, A-122)."""
    return bureau_publie(component.service)


@QUESTIONS.on("recherche_admise")
def recherche(component: Component, asked: DUneAdresse) -> RechercheAdmise:
    """La recherche du Bureau peut-elle aller à cette adresse ? (A-122)"""
    return {"admise": recherche_admise(component.service, asked.adresse)}


@QUESTIONS.on("question_suivante")
def suivante(component: Component, asked: DUnChoix) -> QuestionPosee | None:
    """La question d'activité qui suit ces choix, et ses réponses ; rien, à la fin (A-127)."""
    return question_suivante(day(component, asked.au), asked.choix)


@QUESTIONS.on("activite", places=LIEU)
def activite_de_la_structure(component: Component, asked: DUnePeriode) -> ActiviteDeLaStructure:
    """Les passages d'une structure entre deux jours, par opérateur et par issue (A-088, A-126)."""
    must_be_known(component, asked.structure_id)
    du, au = asked.du.isoformat(), asked.au.isoformat()
    return activite(component.model, str(asked.structure_id), du, au)


@QUESTIONS.on("convention", places=of_the_departement)
def convention(component: Component, asked: DUnDepartementUnJour) -> ConventionDuDepartement:
    """La convention-cadre d'un département : qui s'y engage, ce qui manque (A-045, A-049)."""
    return convention_du(component.service, asked.departement, day(component, asked.au))


@QUESTIONS.on("annexe", places=LIEU)
def annexe(component: Component, asked: DUneStructure) -> AnnexeDeLaStructure:
    """Où en est l'annexe d'une structure à la convention (A-057, INV-09)."""
    return annexe_de(component.model, asked.structure_id)


QUESTIONS.on("historique", places=LIEU, key=in_order)(historique)
