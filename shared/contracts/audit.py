"""Ce que l'audit annonce."""

from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts import Contract, Value
from shared.contracts.structure import Designation

Issue = Literal["REMARQUES_MINEURES", "MONTEE_EN_GAMME_REELLE"]
Resultat = Literal["CONFORME", "NON_CONFORME", "NON_APPLICABLE"]
ModeConstat = Literal["CONSTATE_SUR_SITE", "CONSTATE_PAR_DONNEE", "DECLARE"]
Public = Literal["AGENTS", "USAGERS"]
OrigineAlerte = Literal["ENQUETE", "VISITE_MYSTERE", "EFFECTIF", "HORAIRES", "CONSTAT"]


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
    """Un signalement a déclenché un audit, et un seul (A-021) ; `a_constater` attend la visite."""

    type: Literal["AuditDéclenché"] = "AuditDéclenché"
    version: Literal[1] = 1
    audit_id: UUID
    signalement_id: UUID
    structure: Designation
    referentiel: str
    a_constater: list[str]


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


class RemarqueFormulee(Contract):
    """Un auditeur demande au porteur une amélioration, sur un critère (A-017)."""

    type: Literal["RemarqueFormulée"] = "RemarqueFormulée"
    version: Literal[1] = 1
    audit_id: UUID
    remarque_id: UUID
    critere: str
    texte: str


class RemarqueLevee(Contract):
    """Ce qu'un auditeur demandait est fait (A-017)."""

    type: Literal["RemarqueLevée"] = "RemarqueLevée"
    version: Literal[1] = 1
    audit_id: UUID
    remarque_id: UUID
    critere: str


class RemarquesIntegralementLevees(Contract):
    """Toutes les remarques d'un audit sont levées : la structure peut être signalée à nouveau."""

    type: Literal["RemarquesIntégralementLevées"] = "RemarquesIntégralementLevées"
    version: Literal[1] = 1
    audit_id: UUID
    signalement_id: UUID


class QuestionnairePose(Value):
    """À qui l'enquête s'adresse, et avec quel questionnaire."""

    public: Public
    questionnaire: str


class ResultatEnquete(Value):
    """Ce qu'un public a répondu : note sur dix, part d'usagers renvoyés ailleurs."""

    public: Public
    questionnaire: str
    reponses: int
    note: float | None = None
    reorientation: float | None = None


class CampagneEnqueteOuverte(Contract):
    """L'enquête annuelle de satisfaction d'une structure est ouverte (A-026, A-101)."""

    type: Literal["CampagneEnquêteOuverte"] = "CampagneEnquêteOuverte"
    version: Literal[1] = 1
    structure: Designation
    annee: int
    questionnaires: list[QuestionnairePose]
    ouverte_le: date
    cloture_le: date


class CampagneEnqueteCloturee(Contract):
    """L'enquête annuelle d'une structure est close : ce que chaque public a répondu (A-027)."""

    type: Literal["CampagneEnquêteClôturée"] = "CampagneEnquêteClôturée"
    version: Literal[1] = 1
    annee: int
    resultats: list[ResultatEnquete]


class AlerteQualiteEmise(Contract):
    """Un doute sur la qualité d'une structure (C.7) ; son label n'est pas retiré pour autant.

    Une même cause ne donne qu'une alerte, jusqu'à ce qu'elle soit levée.
    """

    type: Literal["AlerteQualitéÉmise"] = "AlerteQualitéÉmise"
    version: Literal[1] = 1
    alerte_id: UUID
    structure: Designation
    origine: OrigineAlerte
    criteres: list[str]
    detail: str


class AlerteQualiteLevee(Contract):
    """Une alerte n'a plus lieu d'être, et pourquoi."""

    type: Literal["AlerteQualitéLevée"] = "AlerteQualitéLevée"
    version: Literal[1] = 1
    alerte_id: UUID
    origine: OrigineAlerte
    raison: str
