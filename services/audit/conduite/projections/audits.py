"""Les audits et leurs constats, pour qui les suit."""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from services.audit.conduite.domain import conclusion, constats, declenchement
from shared.log.readers import Projection
from shared.read_model import Statement

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


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """Most events do not show here."""
    return iter(())


@project.register
def _declenche(event: declenchement.AuditDeclenche) -> Iterator[Statement]:
    yield (
        OPEN,
        {
            "audit_id": str(event.originator_id),
            "structure_id": str(event.structure_id),
            "referentiel": event.referentiel,
        },
    )


@project.register(constats.CritereConstate)
@project.register(constats.ConstatRectifie)
def _constate(event: Any) -> Iterator[Statement]:
    seen = {k: vars(event)[k] for k in ("critere", "resultat", "mode", "remarque")}
    yield FIND, {"audit_id": str(event.originator_id), **seen}


@project.register
def _concluant(event: conclusion.AuditConcluant) -> Iterator[Statement]:
    yield CLOSE, {"audit_id": str(event.originator_id), "etat": "CONCLUANT", "motif": ""}


@project.register
def _non_concluant(event: conclusion.AuditNonConcluant) -> Iterator[Statement]:
    closed = {"etat": "NON_CONCLUANT", "motif": event.motif_principal}
    yield CLOSE, {"audit_id": str(event.originator_id), **closed}


@project.register
def _annule(event: declenchement.AuditAnnule) -> Iterator[Statement]:
    yield CLOSE, {"audit_id": str(event.originator_id), "etat": "ANNULE", "motif": ""}


SUIVI = Projection("suivi", {"audits": AUDITS, "constats": CONSTATS}, project)
