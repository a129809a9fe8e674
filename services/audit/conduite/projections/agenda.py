"""Où en est chaque audit, et le jour de sa visite."""

from collections.abc import Iterator

from services.audit.conduite.domain.audit import Audit
from services.audit.conduite.domain.conclusion import AuditConcluant, AuditNonConcluant
from services.audit.conduite.domain.contradictoire import PhaseContradictoireOuverte
from services.audit.conduite.domain.cycle import Etat
from services.audit.conduite.domain.declenchement import AuditAnnule, AuditDeclenche
from services.audit.conduite.domain.visite import (
    EquipeDesignee,
    VisiteAuditClose,
    VisiteAuditDebutee,
    VisiteAuditPlanifiee,
    VisiteAuditReportee,
)
from shared.log.readers import Projection
from shared.recording.aggregates import Event
from shared.statements import Statement

TABLE = """CREATE TABLE IF NOT EXISTS agenda (
    audit_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, nom TEXT NOT NULL,
    departement TEXT NOT NULL, declenche_le TEXT NOT NULL, etat TEXT NOT NULL,
    visite_le TEXT NOT NULL, responsable TEXT NOT NULL)"""
OPEN = """INSERT INTO agenda VALUES (:audit_id, :structure_id, :nom, :departement,
    :declenche_le, 'DECLENCHE', '', '')"""
TEAM = "UPDATE agenda SET responsable = :responsable WHERE audit_id = :audit_id"
PLAN = "UPDATE agenda SET etat = 'PLANIFIE', visite_le = :le WHERE audit_id = :audit_id"
MOVE = "UPDATE agenda SET etat = :etat WHERE audit_id = :audit_id"
ETAPES: dict[type[Event], Etat] = {
    VisiteAuditDebutee: "EN_VISITE",
    VisiteAuditClose: "VISITE_CLOSE",
    PhaseContradictoireOuverte: "CONTRADICTOIRE",
    AuditConcluant: "CONCLU",
    AuditNonConcluant: "CONCLU",
    AuditAnnule: "ANNULE",
}

AGENDA = Projection("agenda", {"agenda": TABLE})


@AGENDA.on(AuditDeclenche)
def _declenche(event: AuditDeclenche) -> Iterator[Statement]:
    yield (
        OPEN,
        {
            "audit_id": str(event.originator_id),
            "structure_id": str(event.structure_id),
            "nom": event.structure["nom"],
            "departement": event.structure["departement"],
            "declenche_le": event.provenance["survenu_le"].isoformat(),
        },
    )


@AGENDA.on(EquipeDesignee)
def _equipe(event: EquipeDesignee) -> Iterator[Statement]:
    yield TEAM, {"audit_id": str(event.originator_id), "responsable": event.responsable}


@AGENDA.on(VisiteAuditPlanifiee, VisiteAuditReportee)
def _planifiee(event: VisiteAuditPlanifiee | VisiteAuditReportee) -> Iterator[Statement]:
    yield PLAN, {"audit_id": str(event.originator_id), "le": event.le}


@AGENDA.on(*ETAPES)
def _etape(event: Audit.Event) -> Iterator[Statement]:
    yield MOVE, {"audit_id": str(event.originator_id), "etat": ETAPES[type(event)]}
