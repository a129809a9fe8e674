"""Ce qui attend les auditeurs : audits à planifier, visites à faire, remarques à lever."""

import json
from collections.abc import Iterator
from functools import singledispatch
from typing import Any
from uuid import UUID

from services.audit.conduite.acces import Audits
from services.audit.conduite.domain import (
    conclusion,
    constats,
    contradictoire,
    declenchement,
    visite,
)
from services.audit.conduite.domain.audit import Audit
from services.audit.conduite.domain.cycle import LIBELLES
from services.audit.remarques.domain import EMISE, LEVEE, TRAITEE, Remarques
from shared.log.readers import Projection
from shared.read_model import ReadModel, Statement

AGENDA_TABLE = """CREATE TABLE IF NOT EXISTS agenda (
    audit_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, nom TEXT NOT NULL,
    departement TEXT NOT NULL, declenche_le TEXT NOT NULL, etat TEXT NOT NULL,
    visite_le TEXT NOT NULL, responsable TEXT NOT NULL)"""
REMARQUES_TABLE = """CREATE TABLE IF NOT EXISTS remarques (
    remarque_id TEXT PRIMARY KEY, audit_id TEXT NOT NULL, critere TEXT NOT NULL,
    texte TEXT NOT NULL, reponse TEXT NOT NULL, etat TEXT NOT NULL)"""
OPEN = """INSERT INTO agenda VALUES (:audit_id, :structure_id, :nom, :departement,
    :declenche_le, 'DECLENCHE', '', '')"""
TEAM = "UPDATE agenda SET responsable = :responsable WHERE audit_id = :audit_id"
MOVE = """UPDATE agenda SET etat = :etat,
    visite_le = CASE WHEN :visite_le = '' THEN visite_le ELSE :visite_le END
    WHERE audit_id = :audit_id"""
ASK = "INSERT INTO remarques VALUES (:remarque_id, :audit_id, :critere, :texte, '', :etat)"
ANSWER = "UPDATE remarques SET etat = :etat, reponse = :reponse WHERE remarque_id = :remarque_id"
LIFT = "UPDATE remarques SET etat = :etat WHERE remarque_id = :remarque_id"
TO_PLAN = """SELECT * FROM agenda WHERE etat IN ('DECLENCHE', 'PLANIFIE')
    AND departement LIKE :departement ORDER BY etat, visite_le, declenche_le, nom"""
TO_LIFT = """SELECT remarques.*, agenda.structure_id, agenda.nom, agenda.departement
    FROM remarques JOIN agenda ON agenda.audit_id = remarques.audit_id
    WHERE remarques.etat <> 'LEVEE' AND agenda.etat <> 'ANNULE'
    AND departement LIKE :departement ORDER BY agenda.nom, remarques.critere"""
EVERYWHERE = "%"
ETAPES: dict[type[Any], str] = {
    visite.VisiteAuditPlanifiee: "PLANIFIE",
    visite.VisiteAuditReportee: "PLANIFIE",
    visite.VisiteAuditDebutee: "EN_VISITE",
    visite.VisiteAuditClose: "VISITE_CLOSE",
    contradictoire.PhaseContradictoireOuverte: "CONTRADICTOIRE",
    conclusion.AuditConcluant: "CONCLU",
    conclusion.AuditNonConcluant: "CONCLU",
    declenchement.AuditAnnule: "ANNULE",
}


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """A step of an audit; most events do not show here."""
    for kind, etat in ETAPES.items():
        if isinstance(event, kind):
            jour = event.le if etat == "PLANIFIE" else ""
            yield MOVE, {"audit_id": str(event.originator_id), "etat": etat, "visite_le": jour}


@project.register
def _declenche(event: declenchement.AuditDeclenche) -> Iterator[Statement]:
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


@project.register
def _equipe(event: visite.EquipeDesignee) -> Iterator[Statement]:
    yield TEAM, {"audit_id": str(event.originator_id), "responsable": event.responsable}


@project.register
def _formulee(event: Remarques.RemarqueFormulee) -> Iterator[Statement]:
    said = {"critere": event.critere, "texte": event.texte, "etat": EMISE}
    ids = {"remarque_id": str(event.remarque_id), "audit_id": str(event.audit_id)}
    yield ASK, {**ids, **said}


@project.register
def _traitee(event: Remarques.RemarqueTraitee) -> Iterator[Statement]:
    said = {"reponse": event.reponse, "etat": TRAITEE}
    yield ANSWER, {"remarque_id": str(event.remarque_id), **said}


@project.register
def _levee(event: Remarques.RemarqueLevee) -> Iterator[Statement]:
    yield LIFT, {"remarque_id": str(event.remarque_id), "etat": LEVEE}


AGENDA = Projection("agenda", {"agenda": AGENDA_TABLE, "remarques": REMARQUES_TABLE}, project)


def a_planifier(model: ReadModel, departement: str | None = None) -> list[dict[str, Any]]:
    """Les audits dont la visite n'a pas commencé, ceux sans date d'abord (TMR-12)."""
    return model.query(TO_PLAN, {"departement": departement or EVERYWHERE})


def remarques_ouvertes(model: ReadModel, departement: str | None = None) -> list[dict[str, Any]]:
    """Les remarques émises ou traitées, que nul n'a encore levées (A-017)."""
    return model.query(TO_LIFT, {"departement": departement or EVERYWHERE})


def detail(service: Audits, audit_id: UUID) -> dict[str, Any]:
    """Un audit entier, tel que son journal le dit : chaque constat, et ce qui l'a rectifié."""
    audit = service.load_or_refuse(Audit, audit_id)
    remarques = service.load(Remarques, Remarques.create_id(audit_id))
    stored = service.recorder.select_events(audit_id)
    faits = [service.mapper.to_domain_event(each) for each in stored]
    said = {
        "audit_id": audit_id,
        "structure_id": audit.structure_id,
        "nom": audit.nom,
        "etat": audit.etat,
        "etat_dit": LIBELLES[audit.etat],
        "referentiel": audit.referentiel,
        "equipe": audit.equipe,
        "responsable": audit.responsable,
        "visites": audit.visites,
        "conclusion": audit.conclusion,
        "en_cause": audit.en_cause,
        "constats": [constat(fait) for fait in faits if isinstance(fait, CONSTATS)],
        "remarques": remarques.resume() if remarques else [],
        "rapports": audit.rapports,
    }
    dit: dict[str, Any] = json.loads(json.dumps(said, default=str))
    return dit


CONSTATS = (constats.CritereConstate, constats.ConstatRectifie)


def constat(fait: constats.CritereConstate | constats.ConstatRectifie) -> dict[str, Any]:
    """Un constat, son rang dans l'histoire de l'audit et, s'il rectifie, lequel il remplace."""
    rectifie = {
        "remplace": getattr(fait, "remplace", None),
        "raison": getattr(fait, "raison", ""),
    }
    return {"critere": fait.critere, **constats.retenu(fait), **rectifie}
