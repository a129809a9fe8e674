"""Ce que l'on peut demander d'une remarque d'auditeur."""

from uuid import UUID

from pydantic import Field

from services.audit.conduite.commands import CodeCritere
from services.audit.preuves.commands import Preuve
from shared.messages.commands import Command


class FormulerRemarque(Command):
    """L'auditeur demande au porteur une amélioration, sur un critère (A-017)."""

    structure_id: UUID
    audit_id: UUID
    critere: CodeCritere
    texte: str = Field(min_length=1, max_length=2000)


class TraiterRemarque(Command):
    """Le porteur dit ce qu'il a fait d'une remarque, preuves à l'appui (A-017)."""

    structure_id: UUID
    audit_id: UUID
    remarque_id: UUID
    reponse: str = Field(min_length=1, max_length=2000)
    preuves: list[Preuve] = Field(min_length=1, max_length=20)


class LeverRemarque(Command):
    """L'auditeur, ou le préfet du département, tient une remarque pour satisfaite (A-017)."""

    structure_id: UUID
    audit_id: UUID
    remarque_id: UUID
