"""Ce que le facteur rapporte aux notifications."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.actors import Role
from shared.commands import Command


class ConstaterRemise(Command):
    """Le serveur de messagerie a pris le courriel."""

    ALLOWED: ClassVar[frozenset[Role]] = frozenset({"SERVICE"})

    courriel_id: UUID
    identifiant: str = Field(max_length=200)


class ConstaterRefus(Command):
    """Le serveur de messagerie a refusé le courriel pour de bon."""

    ALLOWED: ClassVar[frozenset[Role]] = frozenset({"SERVICE"})

    courriel_id: UUID
    raison: str = Field(max_length=1000)


class ConstaterReport(Command):
    """Le serveur de messagerie ne prend pas le courriel pour l'instant."""

    ALLOWED: ClassVar[frozenset[Role]] = frozenset({"SERVICE"})

    courriel_id: UUID
    raison: str = Field(max_length=1000)


class RetenterCourriel(Command):
    """L'heure d'un nouvel essai est venue."""

    ALLOWED: ClassVar[frozenset[Role]] = frozenset({"SERVICE"})

    courriel_id: UUID
