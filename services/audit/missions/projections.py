"""Les missions d'audit, et les audits de leur programme."""

from collections.abc import Iterator

from services.audit.missions.domain import MissionAudit
from shared.log.readers import Projection
from shared.statements import Statement

TABLE = """CREATE TABLE IF NOT EXISTS missions (
    identite TEXT PRIMARY KEY, mission_id TEXT NOT NULL, intitule TEXT NOT NULL,
    membres INTEGER NOT NULL)"""
PROGRAMMES = """CREATE TABLE IF NOT EXISTS audits_programmes (
    identite TEXT NOT NULL, audit_id TEXT NOT NULL, PRIMARY KEY (identite, audit_id))"""
COMPOSE = "INSERT INTO missions VALUES (:identite, :mission_id, :intitule, :membres)"
CHANGE = "UPDATE missions SET membres = :membres WHERE identite = :identite"
PLAN = "INSERT INTO audits_programmes VALUES (:identite, :audit_id)"

MISSIONS = Projection("missions", {"missions": TABLE, "audits_programmes": PROGRAMMES})


@MISSIONS.on(MissionAudit.MissionConstituee)
def _constituee(event: MissionAudit.MissionConstituee) -> Iterator[Statement]:
    yield (
        COMPOSE,
        {
            "identite": str(event.originator_id),
            "mission_id": str(event.mission_id),
            "intitule": event.intitule,
            "membres": len(event.membres),
        },
    )


@MISSIONS.on(MissionAudit.MissionRecomposee)
def _recomposee(event: MissionAudit.MissionRecomposee) -> Iterator[Statement]:
    yield CHANGE, {"identite": str(event.originator_id), "membres": len(event.membres)}


@MISSIONS.on(MissionAudit.AuditsProgrammes)
def _programmes(event: MissionAudit.AuditsProgrammes) -> Iterator[Statement]:
    for audit_id in event.audits:
        yield PLAN, {"identite": str(event.originator_id), "audit_id": str(audit_id)}
