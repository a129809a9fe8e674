"""D'une structure repérée à son label : signalement, audit, accord."""

from typing import Any

from services.audit.conduite.commands import AnnulerAudit, RectifierConstat, RemplacerAudit
from services.labellisation.dossier.commands import (
    IdentifierStructure,
    LabelliserStructure,
    RefuserAccordPrealable,
    RemonterStructure,
    SignalerStructure,
)
from shared.messages.commands import Command
from tests.invariants.geste import du_prefet, geste
from tests.invariants.partie import Partie, Structure


@geste
def identifier(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, IdentifierStructure, fiche=s.fiche)


@geste
def remonter(p: Partie, s: Structure) -> Command:
    dit = {"fiche": s.fiche, "agents": 2, "etp": 2.0, "fichier": "abc", "ligne": s.rang + 2}
    return du_prefet(p, s, RemonterStructure, **dit)


@geste
def signaler(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, SignalerStructure, exception="ENCLAVEMENT", motif="route coupée l'hiver")


@geste
def signaler_sans_exception(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, SignalerStructure)


@geste
def refuser_l_accord(p: Partie, s: Structure) -> Command:
    dit = {"structure_id": s.id, "audit_id": p.audit(s), "motif": "doublon"}
    return p.ordre(RefuserAccordPrealable, p.agence, **dit)


@geste
def labelliser(p: Partie, s: Structure) -> Command:
    return du_prefet(p, s, LabelliserStructure, date_effet=p.aujourd_hui())


@geste
def annuler_l_audit(p: Partie, s: Structure) -> Command:
    dit = {"structure_id": s.id, "audit_id": p.audit(s), "motif": "conflit d'intérêts"}
    return p.ordre(AnnulerAudit, p.agence, **dit)


@geste
def remplacer_l_audit(p: Partie, s: Structure) -> Command:
    return p.ordre(RemplacerAudit, p.agence, structure_id=s.id, audit_id=p.audit(s))


@geste
def rectifier(p: Partie, s: Structure) -> Command:
    constat = {"critere": "LOC-02", "resultat": "NON_CONFORME", "remarque": "cloison basse"}
    return _rectifier(p, s, constat)


@geste
def rectifier_en_bien(p: Partie, s: Structure) -> Command:
    return _rectifier(p, s, {"critere": "LOC-02", "resultat": "CONFORME"})


@geste
def declarer(p: Partie, s: Structure) -> Command:
    return _rectifier(p, s, {"critere": "LOC-02", "resultat": "CONFORME", "mode": "DECLARE"})


def _rectifier(p: Partie, s: Structure, constat: dict[str, Any]) -> Command:
    dit = {"structure_id": s.id, "audit_id": p.audit(s), "constat": constat, "motif": "relu"}
    return p.ordre(RectifierConstat, p.auditeur(s), **dit)
