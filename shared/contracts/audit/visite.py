"""La visite d'audit, et la phase contradictoire qui peut la suivre."""

from typing import Literal
from uuid import UUID

from shared.contracts import Contract
from shared.types.annonces import Compte, Dit
from shared.types.saisies import Octets
from shared.types.temps import JourAnnonce

Silence = Literal["ESCALADER", "ACCEPTER", "REFUSER"]


class VisiteAuditPlanifiee(Contract):
    """Le jour de la visite d'audit est fixé (A-022)."""

    type: Literal["VisiteAuditPlanifiée"] = "VisiteAuditPlanifiée"
    version: Literal[1] = 1
    audit_id: UUID
    le: JourAnnonce


class VisiteAuditReportee(Contract):
    """La visite d'audit change de jour."""

    type: Literal["VisiteAuditReportée"] = "VisiteAuditReportée"
    version: Literal[1] = 1
    audit_id: UUID
    prevue_le: JourAnnonce
    le: JourAnnonce
    raison: Dit


class VisiteAuditDebutee(Contract):
    """L'équipe d'audit est sur place (A-022)."""

    type: Literal["VisiteAuditDébutée"] = "VisiteAuditDébutée"
    version: Literal[1] = 1
    audit_id: UUID
    le: JourAnnonce


class VisiteAuditClose(Contract):
    """Chaque critère applicable a été constaté : la visite est finie (A-022)."""

    type: Literal["VisiteAuditClose"] = "VisiteAuditClose"
    version: Literal[1] = 1
    audit_id: UUID
    le: JourAnnonce


class PhaseContradictoireOuverte(Contract):
    """Le porteur peut répondre au projet de rapport jusqu'à ce jour, compris (TMR-14)."""

    type: Literal["PhaseContradictoireOuverte"] = "PhaseContradictoireOuverte"
    version: Literal[1] = 1
    audit_id: UUID
    signalement_id: UUID
    jusqu_au: JourAnnonce
    silence: Silence


class SilenceDuPorteurConstate(Contract):
    """Le porteur n'a pas répondu à temps ; `silence` dit ce que cela vaut, jamais un critère."""

    type: Literal["SilenceDuPorteurConstaté"] = "SilenceDuPorteurConstaté"
    version: Literal[1] = 1
    audit_id: UUID
    signalement_id: UUID
    silence: Silence


class RapportAuditEtabli(Contract):
    """Le rapport d'audit signé est écrit ; `empreinte` est le SHA-256 du fichier."""

    type: Literal["RapportAuditÉtabli"] = "RapportAuditÉtabli"
    version: Literal[1] = 1
    audit_id: UUID
    rang: Compte
    gabarit: Dit
    fichier: Dit
    empreinte: Dit
    taille: Octets
