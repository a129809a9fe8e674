"""Les sessions d'un département, et où en est la formation de chaque structure."""

from collections.abc import Iterator

from services.onboarding.formation.domain.session import SessionFormation
from services.onboarding.formation.domain.structure import FormationStructure
from shared.log.readers import Projection
from shared.recording.aggregates import Event
from shared.statements import Statement

SESSIONS = """CREATE TABLE IF NOT EXISTS sessions (
    session_id TEXT PRIMARY KEY, departement TEXT NOT NULL, bloc TEXT NOT NULL,
    lieu TEXT NOT NULL, debut TEXT NOT NULL, places INTEGER NOT NULL, convoques INTEGER NOT NULL,
    salle TEXT NOT NULL, deroulement TEXT NOT NULL)"""
FORMATIONS = """CREATE TABLE IF NOT EXISTS formations (
    formation_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, agents_inscrits INTEGER NOT NULL,
    agents_formes INTEGER NOT NULL)"""
PLAN = """INSERT INTO sessions VALUES
    (:session_id, :departement, :bloc, :lieu, :debut, :places, 0, '', '')"""
ROOM = "UPDATE sessions SET salle = :salle WHERE session_id = :session_id"
INVITE = "UPDATE sessions SET convoques = convoques + 1 WHERE session_id = :session_id"
NOTE = "UPDATE sessions SET deroulement = :deroulement WHERE session_id = :session_id"
ENROL = """INSERT INTO formations VALUES (:formation_id, :structure_id, 1, 0)
    ON CONFLICT (formation_id) DO UPDATE SET agents_inscrits = formations.agents_inscrits + 1"""
TRAINED = """UPDATE formations SET agents_formes = agents_formes + 1
    WHERE formation_id = :formation_id"""


FORMATION = Projection("formation", {"sessions": SESSIONS, "formations": FORMATIONS})


@FORMATION.on(SessionFormation.SessionFormationPlanifiee)
def _planifiee(event: SessionFormation.SessionFormationPlanifiee) -> Iterator[Statement]:
    row = {
        **_session(event),
        "departement": event.departement,
        "bloc": event.bloc,
        "lieu": event.lieu,
        "debut": event.demi_journees[0],
        "places": event.places,
    }
    yield PLAN, row


@FORMATION.on(SessionFormation.SalleMobilisee)
def _mobilisee(event: SessionFormation.SalleMobilisee) -> Iterator[Statement]:
    yield ROOM, {**_session(event), "salle": f"{event.ordinateurs} ordinateur(s), vidéoprojecteur"}


@FORMATION.on(SessionFormation.AgentConvoque)
def _convoque(event: SessionFormation.AgentConvoque) -> Iterator[Statement]:
    yield INVITE, _session(event)


@FORMATION.on(SessionFormation.DeroulementNote)
def _note(event: SessionFormation.DeroulementNote) -> Iterator[Statement]:
    deroulement = "SATISFAISANT" if event.satisfaisant else "INSATISFAISANT"
    yield NOTE, {**_session(event), "deroulement": deroulement}


@FORMATION.on(FormationStructure.AgentAFormer, FormationStructure.FormationRecue)
def _a_former(
    event: FormationStructure.AgentAFormer | FormationStructure.FormationRecue,
) -> Iterator[Statement]:
    formation_id, structure_id = str(event.originator_id), str(event.structure_id)
    yield ENROL, {"formation_id": formation_id, "structure_id": structure_id}


@FORMATION.on(FormationStructure.ParcoursFormationAcheve)
def _acheve(event: FormationStructure.ParcoursFormationAcheve) -> Iterator[Statement]:
    yield TRAINED, {"formation_id": str(event.originator_id)}


def _session(event: Event) -> dict[str, str]:
    return {"session_id": str(event.originator_id)}
