"""Ce que l'on peut demander d'un rapport d'audit."""

from uuid import UUID

from pydantic import Field

from services.audit.preuves.commands import Empreinte
from shared.messages.commands import Command


class SignerRapport(Command):
    """Le responsable de l'équipe arrête et signe le rapport d'un audit conclu.

    Un constat rectifié depuis demande une autre signature, sur une autre version.
    """

    structure_id: UUID
    audit_id: UUID


class EnregistrerRapport(Command):
    """Le rapport signé est écrit ; empreinte SHA-256 en hexadécimal."""

    structure_id: UUID
    audit_id: UUID
    rang: int = Field(ge=1)
    gabarit: str = Field(max_length=100)
    fichier: str = Field(max_length=300)
    empreinte: Empreinte
    taille: int = Field(ge=1)
