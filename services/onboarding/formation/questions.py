"""Les questions posées à la formation."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import cast
from uuid import UUID

from typing_extensions import TypedDict

from services.onboarding.formation.domain.session import SessionFormation
from services.onboarding.formation.domain.structure import FormationStructure
from services.onboarding.formation.rules import Bloc, Mode, Prestataire, programme_en_vigueur
from shared.read_model import ReadModel
from shared.recording.application import Service

OF_A_DEPARTEMENT = "SELECT * FROM sessions WHERE departement = :departement ORDER BY debut, lieu"
OF_A_STRUCTURE = """SELECT COALESCE(SUM(agents_inscrits), 0) AS inscrits,
    COALESCE(SUM(agents_formes), 0) AS formes FROM formations WHERE structure_id = :structure_id"""


class SessionDeFormation(TypedDict):
    """Une session : quand, où, combien de places prises, et comment elle s'est déroulée."""

    session_id: str
    departement: str
    bloc: str
    lieu: str
    debut: str
    places: int
    convoques: int
    salle: str
    deroulement: str


class PresenceConstatee(TypedDict):
    """Les agents présents une demi-journée, heure de Paris ; vide, tant que nul ne l'a constaté."""

    le: str
    moment: str
    presents: list[str]


class ConvoqueALaSession(TypedDict):
    """Un agent convoqué, sous un identifiant qui ne dit rien de lui, et son label."""

    agent_id: str
    label_id: str


class SessionEntiere(TypedDict):
    """Une session : son programme, sa salle, ses demi-journées, qui y est convoqué et présent."""

    session_id: str
    departement: str
    programme: str
    bloc: str
    places: int
    salle_mobilisee: bool
    notee: bool
    convoques: list[ConvoqueALaSession]
    demi_journees: list[PresenceConstatee]


class ModuleAValider(TypedDict):
    """Un module du programme ; `code` est celui par lequel l'attester."""

    code: str
    titre: str
    prestataires: list[Prestataire]


class BlocDuProgramme(TypedDict):
    """Des modules donnés ensemble ; `code` est celui par lequel planifier une session."""

    code: str
    titre: str
    mode: Mode
    jours: float
    modules: list[ModuleAValider]


class ProgrammeDeFormation(TypedDict):
    """Le programme que doit suivre un agent qui s'inscrit ce jour-là."""

    programme: str
    blocs: list[BlocDuProgramme]


def session_entiere(service: Service, session_id: UUID) -> SessionEntiere:
    """A-102, A-106, A-110 ; refuse (`Introuvable`) une inconnue."""
    session = service.load_or_refuse(SessionFormation, session_id)
    return {
        "session_id": str(session_id),
        "departement": session.departement,
        "programme": session.programme,
        "bloc": session.bloc,
        "places": session.places,
        "salle_mobilisee": session.salle is not None,
        "notee": session.notee,
        "convoques": [
            {"agent_id": str(agent_id), "label_id": str(label_id)}
            for agent_id, label_id in session.convoques.items()
        ],
        "demi_journees": [
            _presence(each, session.presences.get(each, ())) for each in session.demi_journees
        ],
    }


def modules_restants(service: Service, label_id: UUID) -> Mapping[UUID, Collection[str]]:
    """Par agent du label, les modules qu'il doit encore valider (A-092, INV-14)."""
    formation = service.load(FormationStructure, FormationStructure.create_id(label_id))
    return formation.restants if formation else {}


def programme_de_formation(jour: date) -> ProgrammeDeFormation:
    """A-092, A-102 : celui de ce jour ; refuse (`AucunProgramme`) s'il n'y en a pas."""
    programme = programme_en_vigueur(jour)
    return {"programme": programme.id, "blocs": [_bloc(each) for each in programme.blocs]}


def sessions(model: ReadModel, departement: str) -> list[SessionDeFormation]:
    """Les sessions d'un département, dans l'ordre de leurs dates."""
    rows = model.query(OF_A_DEPARTEMENT, {"departement": departement})
    return cast(list[SessionDeFormation], rows)


class FormationDeLaStructure(TypedDict):
    """Combien d'agents ont un parcours à suivre, et combien l'ont achevé."""

    inscrits: int
    formes: int


def formation_de_la_structure(model: ReadModel, structure_id: str) -> FormationDeLaStructure:
    """INV-14 : tous les agents inscrits suivent leur parcours."""
    [row] = model.query(OF_A_STRUCTURE, {"structure_id": structure_id})
    return {"inscrits": int(row["inscrits"]), "formes": int(row["formes"])}


def _presence(demi_journee: str, presents: Iterable[UUID]) -> PresenceConstatee:
    le, moment = demi_journee.split()
    return {"le": le, "moment": moment, "presents": sorted(map(str, presents))}


def _bloc(bloc: Bloc) -> BlocDuProgramme:
    return {
        "code": bloc.code,
        "titre": bloc.titre,
        "mode": bloc.mode,
        "jours": bloc.jours,
        "modules": [
            {
                "code": each.code,
                "titre": each.titre,
                "prestataires": list(each.prestataires or bloc.prestataires),
            }
            for each in bloc.modules
        ],
    }
