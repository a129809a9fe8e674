"""Les constats de l'audit, et ses conclusions."""

from typing import Literal
from uuid import UUID

from shared.contracts import Contract, Value
from shared.contracts.structure import Designation
from shared.types.annonces import Compte, Dit, Mesure
from shared.types.nombre import VraiOuFaux
from shared.types.temps import JourAnnonce

Issue = Literal["REMARQUES_MINEURES", "MONTEE_EN_GAMME_REELLE"]
Resultat = Literal["CONFORME", "NON_CONFORME", "NON_APPLICABLE"]
ModeConstat = Literal["CONSTATE_SUR_SITE", "CONSTATE_PAR_DONNEE", "DECLARE"]


class Constat(Value):
    """Ce qu'un auditeur, ou une donnée, établit sur un critère."""

    code: Dit
    libelle: Dit
    resultat: Resultat
    mode: ModeConstat


class CritereNonConforme(Value):
    """Un critère obligatoire qui n'est pas respecté, et la remarque de l'auditeur."""

    code: Dit
    libelle: Dit
    remarque: Dit = ""


class SyntheseAudit(Value):
    """L'audit en quelques lignes ; `etp` compte des équivalents temps plein, None si non mesuré."""

    audit_id: UUID
    conclu_le: JourAnnonce
    referentiel: Dit
    organismes: list[Dit]
    agents: Compte | None = None
    etp: Mesure | None = None
    constats: list[Constat]


class AuditDeclenche(Contract):
    """Un signalement a déclenché un audit, et un seul (A-021) ; `a_constater` attend la visite.

    `remplace` désigne l'audit annulé, du même signalement, dont celui-ci prend la place (C.7-5).
    """

    type: Literal["AuditDéclenché"] = "AuditDéclenché"
    version: Literal[1] = 1
    audit_id: UUID
    signalement_id: UUID
    structure: Designation
    referentiel: Dit
    a_constater: list[Dit]
    remplace: UUID | None = None


class AuditConcluant(Contract):
    """Chaque critère applicable est constaté conforme, sur site ou par donnée (A-004, A-022)."""

    type: Literal["AuditConcluant"] = "AuditConcluant"
    version: Literal[1] = 1
    signalement_id: UUID
    auditeurs: list[Dit]
    synthese: SyntheseAudit


class AuditNonConcluant(Contract):
    """Au moins un critère n'est pas respecté : le motif principal, les critères en cause (B.4)."""

    type: Literal["AuditNonConcluant"] = "AuditNonConcluant"
    version: Literal[1] = 1
    signalement_id: UUID
    motif_principal: Dit
    motif_libelle: Dit
    issue: Issue
    criteres: list[CritereNonConforme]
    synthese: SyntheseAudit


class ConclusionRemiseEnCause(Contract):
    """Un constat rectifié après coup donne à l'audit un autre résultat (C.7-7) ; rien n'est retiré.

    `criteres` : ceux qui ne sont pas respectés désormais ; aucun, si l'audit serait concluant.
    """

    type: Literal["ConclusionRemiseEnCause"] = "ConclusionRemiseEnCause"
    version: Literal[1] = 1
    audit_id: UUID
    signalement_id: UUID
    concluant: VraiOuFaux
    criteres: list[CritereNonConforme]
    raison: Dit


class AuditAnnule(Contract):
    """Un audit, même conclu, ne vaut plus : le signalement attend un autre audit (C.7-5)."""

    type: Literal["AuditAnnulé"] = "AuditAnnulé"
    version: Literal[1] = 1
    audit_id: UUID
    signalement_id: UUID
    raison: Dit
