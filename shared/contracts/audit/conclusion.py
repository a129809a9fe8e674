"""Les constats de l'audit, et ses conclusions."""

from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts import Contract, Value
from shared.contracts.structure import Designation

Issue = Literal["REMARQUES_MINEURES", "MONTEE_EN_GAMME_REELLE"]
Resultat = Literal["CONFORME", "NON_CONFORME", "NON_APPLICABLE"]
ModeConstat = Literal["CONSTATE_SUR_SITE", "CONSTATE_PAR_DONNEE", "DECLARE"]


class Constat(Value):
    """Ce qu'un auditeur, ou une donnée, établit sur un critère."""

    code: str
    libelle: str
    resultat: Resultat
    mode: ModeConstat


class CritereNonConforme(Value):
    """Un critère obligatoire qui n'est pas respecté, et la remarque de l'auditeur."""

    code: str
    libelle: str
    remarque: str = ""


class SyntheseAudit(Value):
    """L'audit en quelques lignes ; `etp` compte des équivalents temps plein, None si non mesuré."""

    audit_id: UUID
    conclu_le: date
    referentiel: str
    organismes: list[str]
    agents: int | None = None
    etp: float | None = None
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
    referentiel: str
    a_constater: list[str]
    remplace: UUID | None = None


class AuditConcluant(Contract):
    """Chaque critère applicable est constaté conforme, sur site ou par donnée (A-004, A-022)."""

    type: Literal["AuditConcluant"] = "AuditConcluant"
    version: Literal[1] = 1
    signalement_id: UUID
    auditeurs: list[str]
    synthese: SyntheseAudit


class AuditNonConcluant(Contract):
    """Au moins un critère n'est pas respecté : le motif principal, les critères en cause (B.4)."""

    type: Literal["AuditNonConcluant"] = "AuditNonConcluant"
    version: Literal[1] = 1
    signalement_id: UUID
    motif_principal: str
    motif_libelle: str
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
    concluant: bool
    criteres: list[CritereNonConforme]
    raison: str


class AuditAnnule(Contract):
    """Un audit, même conclu, ne vaut plus : le signalement attend un autre audit (C.7-5)."""

    type: Literal["AuditAnnulé"] = "AuditAnnulé"
    version: Literal[1] = 1
    audit_id: UUID
    signalement_id: UUID
    raison: str
