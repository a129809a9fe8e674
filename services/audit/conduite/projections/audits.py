"""Les audits et leurs constats."""

from collections.abc import Iterator

from services.audit.conduite.domain.conclusion import AuditConcluant, AuditNonConcluant
from services.audit.conduite.domain.constats import ConstatEtabli
from services.audit.conduite.domain.declenchement import AuditAnnule, AuditDeclenche
from shared.log.readers import Projection
from shared.statements import Statement

AUDITS = """CREATE TABLE IF NOT EXISTS audits (
    audit_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, referentiel TEXT NOT NULL,
    etat TEXT NOT NULL, motif TEXT NOT NULL)"""
CONSTATS = """CREATE TABLE IF NOT EXISTS constats (
    audit_id TEXT NOT NULL, critere TEXT NOT NULL, resultat TEXT NOT NULL, mode TEXT NOT NULL,
    remarque TEXT NOT NULL, PRIMARY KEY (audit_id, critere))"""
OPEN = "INSERT INTO audits VALUES (:audit_id, :structure_id, :referentiel, 'EN_COURS', '')"
FIND = """INSERT INTO constats VALUES (:audit_id, :critere, :resultat, :mode, :remarque)
    ON CONFLICT (audit_id, critere) DO UPDATE SET resultat = excluded.resultat,
    mode = excluded.mode, remarque = excluded.remarque"""
CLOSE = "UPDATE audits SET etat = :etat, motif = :motif WHERE audit_id = :audit_id"

SUIVI = Projection("suivi", {"audits": AUDITS, "constats": CONSTATS})


@SUIVI.on(AuditDeclenche)
def _declenche(event: AuditDeclenche) -> Iterator[Statement]:
    yield (
        OPEN,
        {
            "audit_id": str(event.originator_id),
            "structure_id": str(event.structure_id),
            "referentiel": event.referentiel,
        },
    )


@SUIVI.on(ConstatEtabli)
def _constate(event: ConstatEtabli) -> Iterator[Statement]:
    yield (
        FIND,
        {
            "audit_id": str(event.originator_id),
            "critere": event.critere,
            "resultat": event.resultat,
            "mode": event.mode,
            "remarque": event.remarque,
        },
    )


@SUIVI.on(AuditConcluant)
def _concluant(event: AuditConcluant) -> Iterator[Statement]:
    yield CLOSE, {"audit_id": str(event.originator_id), "etat": "CONCLUANT", "motif": ""}


@SUIVI.on(AuditNonConcluant)
def _non_concluant(event: AuditNonConcluant) -> Iterator[Statement]:
    closed = {"etat": "NON_CONCLUANT", "motif": event.motif_principal}
    yield CLOSE, {"audit_id": str(event.originator_id), **closed}


@SUIVI.on(AuditAnnule)
def _annule(event: AuditAnnule) -> Iterator[Statement]:
    yield CLOSE, {"audit_id": str(event.originator_id), "etat": "ANNULE", "motif": ""}
