"""Ce que l'on peut demander à l'audit."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.contracts import Value
from shared.contracts.audit import Issue, ModeConstat
from shared.messages.commands import Command

CodeCritere = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[0-9]{2}$")]
ResultatSaisi = Literal["CONFORME", "NON_CONFORME", "NON_APPLICABLE", "NON_VERIFIE"]
Empreinte = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Preuve(Value):
    """Un document qui établit ce que l'on dit, désigné par l'empreinte de son contenu."""

    empreinte: Empreinte
    nom: str = Field(min_length=1, max_length=200)
    type: str = Field(min_length=3, max_length=100)
    taille: int = Field(ge=1)


class ConstatSaisi(Value):
    """Un constat tel que l'auditeur le saisit ; `valeurs` porte les mesures (agents, etp…)."""

    critere: CodeCritere
    resultat: ResultatSaisi
    mode: ModeConstat = "CONSTATE_SUR_SITE"
    valeurs: dict[str, float] = Field(default_factory=dict, max_length=10)
    remarque: str = Field(default="", max_length=2000)
    preuves: list[Preuve] = Field(default_factory=list, max_length=20)


class ConstaterCriteres(Command):
    """L'auditeur enregistre ses constats, ensemble ou en plusieurs fois (A-022)."""

    structure_id: UUID
    audit_id: UUID
    constats: list[ConstatSaisi] = Field(min_length=1, max_length=100)


class ConclureAudit(Command):
    """L'auditeur conclut ; `issue` ne vaut que si l'audit n'est pas concluant (A-015)."""

    structure_id: UUID
    audit_id: UUID
    issue: Issue = "REMARQUES_MINEURES"


class RectifierConstat(Command):
    """Un constat était faux : l'auditeur le corrige et dit pourquoi (`motif`) ; les deux restent.

    Après la conclusion, ce qui la changerait est annoncé, et le label n'est pas retiré pour autant.
    """

    structure_id: UUID
    audit_id: UUID
    constat: ConstatSaisi


class AnnulerAudit(Command):
    """L'agence nationale annule un audit, même conclu, et dit pourquoi (`motif`)."""

    structure_id: UUID
    audit_id: UUID


class RemplacerAudit(Command):
    """L'agence nationale ouvre, pour le même signalement, l'audit qui remplace celui-ci, annulé.

    Ceux qui ont fait l'audit annulé ne feront pas l'autre (C.7-5).
    """

    structure_id: UUID
    audit_id: UUID
