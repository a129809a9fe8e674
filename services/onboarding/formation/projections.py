"""Les sessions d'un département, et où en est la formation de chaque structure."""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from services.onboarding.formation.domain.session import SessionFormation
from services.onboarding.formation.domain.structure import FormationStructure
from shared.log.readers import Projection
from shared.read_model import ReadModel, Statement

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
OF_A_DEPARTEMENT = "SELECT * FROM sessions WHERE departement = :departement ORDER BY debut, lieu"


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """Most events do not show here."""
    return iter(())


@project.register
def _planifiee(event: SessionFormation.SessionFormationPlanifiee) -> Iterator[Statement]:
    said = {k: vars(event)[k] for k in ("departement", "bloc", "lieu", "places")}
    yield PLAN, {**_session(event), **said, "debut": event.demi_journees[0]}


@project.register
def _mobilisee(event: SessionFormation.SalleMobilisee) -> Iterator[Statement]:
    yield ROOM, {**_session(event), "salle": f"{event.ordinateurs} ordinateur(s), vidéoprojecteur"}


@project.register
def _convoque(event: SessionFormation.AgentConvoque) -> Iterator[Statement]:
    yield INVITE, _session(event)


@project.register
def _note(event: SessionFormation.DeroulementNote) -> Iterator[Statement]:
    dit = "SATISFAISANT" if event.satisfaisant else "INSATISFAISANT"
    yield NOTE, {**_session(event), "deroulement": dit}


@project.register
def _a_former(event: FormationStructure.AgentAFormer) -> Iterator[Statement]:
    formation_id, structure_id = str(event.originator_id), str(event.structure_id)
    yield ENROL, {"formation_id": formation_id, "structure_id": structure_id}


@project.register
def _acheve(event: FormationStructure.ParcoursFormationAcheve) -> Iterator[Statement]:
    yield TRAINED, {"formation_id": str(event.originator_id)}


def _session(event: Any) -> dict[str, Any]:
    return {"session_id": str(event.originator_id)}


FORMATION = Projection("formation", {"sessions": SESSIONS, "formations": FORMATIONS}, project)


def sessions(model: ReadModel, departement: str) -> list[dict[str, Any]]:
    """Les sessions d'un département, dans l'ordre de leurs dates."""
    return model.query(OF_A_DEPARTEMENT, {"departement": departement})
