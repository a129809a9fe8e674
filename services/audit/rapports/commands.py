"""Ce que l'on peut demander d'un rapport d'audit."""

from typing import Annotated
from uuid import UUID

from shared.messages.commands import Command
from shared.types.codes import Empreinte
from shared.types.nombre import ENTIER_DE_BASE, Entier
from shared.types.saisies import Octets
from shared.types.texte import Annonce


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
    rang: Annotated[int, Entier(1, ENTIER_DE_BASE)]
    gabarit: Annotated[str, Annonce(100)]
    fichier: Annotated[str, Annonce(300)]
    empreinte: Empreinte
    taille: Octets
