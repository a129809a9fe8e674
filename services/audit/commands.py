"""Ce que l'on peut demander à l'audit."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.commands import Command
from shared.contracts import Value
from shared.contracts.audit import Issue, ModeConstat, Resultat


class ConstatSaisi(Value):
    """Un constat tel que l'auditeur le saisit ; `valeurs` porte les mesures (agents, etp…)."""

    critere: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[0-9]{2}$")]
    resultat: Resultat
    mode: ModeConstat = "CONSTATE_SUR_SITE"
    valeurs: dict[str, float] = Field(default_factory=dict, max_length=10)
    remarque: str = Field(default="", max_length=2000)


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
