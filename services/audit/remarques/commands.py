"""Ce que l'on peut demander d'une remarque d'auditeur."""

from uuid import UUID

from pydantic import Field

from services.audit.preuves.commands import Preuve
from shared.messages.commands import Command
from shared.types.codes import CodeCritere
from shared.types.saisies import Redaction


class FormulerRemarque(Command):
    """L'auditeur demande au porteur une amélioration, sur un critère (A-017)."""

    structure_id: UUID
    audit_id: UUID
    critere: CodeCritere
    texte: Redaction


class TraiterRemarque(Command):
    """Le porteur dit ce qu'il a fait d'une remarque, preuves à l'appui (A-017)."""

    structure_id: UUID
    audit_id: UUID
    remarque_id: UUID
    reponse: Redaction
    preuves: list[Preuve] = Field(min_length=1, max_length=20)


class LeverRemarque(Command):
    """L'auditeur, ou le préfet du département, tient une remarque pour satisfaite (A-017)."""

    structure_id: UUID
    audit_id: UUID
    remarque_id: UUID
