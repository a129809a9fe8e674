"""La conclusion de chaque audit : son département, son motif principal, son jour."""

from collections.abc import Iterator

from services.audit.conduite.domain.conclusion import AuditConcluant, AuditNonConcluant
from services.audit.conduite.domain.declenchement import AuditAnnule, AuditDeclenche
from shared.log.readers import Projection
from shared.statements import Statement

TABLE = """CREATE TABLE IF NOT EXISTS conclusions (
    audit_id TEXT PRIMARY KEY, departement TEXT NOT NULL, motif TEXT NOT NULL,
    conclu_le TEXT NOT NULL)"""
OPEN = "INSERT INTO conclusions VALUES (:audit_id, :departement, '', '')"
CLOSE = """UPDATE conclusions SET motif = :motif, conclu_le = :conclu_le
    WHERE audit_id = :audit_id"""
CANCEL = "DELETE FROM conclusions WHERE audit_id = :audit_id"

MOTIFS = Projection("motifs", {"conclusions": TABLE})


@MOTIFS.on(AuditDeclenche)
def _declenche(event: AuditDeclenche) -> Iterator[Statement]:
    departement = event.structure["departement"]
    yield OPEN, {"audit_id": str(event.originator_id), "departement": departement}


@MOTIFS.on(AuditConcluant)
def _concluant(event: AuditConcluant) -> Iterator[Statement]:
    conclu_le = event.synthese["conclu_le"]
    yield CLOSE, {"audit_id": str(event.originator_id), "motif": "", "conclu_le": conclu_le}


@MOTIFS.on(AuditNonConcluant)
def _non_concluant(event: AuditNonConcluant) -> Iterator[Statement]:
    closed = {"motif": event.motif_principal, "conclu_le": event.synthese["conclu_le"]}
    yield CLOSE, {"audit_id": str(event.originator_id), **closed}


@MOTIFS.on(AuditAnnule)
def _annule(event: AuditAnnule) -> Iterator[Statement]:
    yield CANCEL, {"audit_id": str(event.originator_id)}
