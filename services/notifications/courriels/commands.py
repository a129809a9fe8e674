"""Ce que le facteur rapporte aux notifications."""

from uuid import UUID

from pydantic import Field

from shared.messages.actors import Acteur
from shared.messages.commands import Command

FACTEUR = Acteur(role="SERVICE", id="notifications")
"""Qui remet les courriels, et rend compte de chaque essai."""


class ConstaterRemise(Command):
    """Le serveur de messagerie a pris le courriel."""

    courriel_id: UUID
    identifiant: str = Field(max_length=200)


class ConstaterRefus(Command):
    """Le serveur de messagerie a refusé le courriel pour de bon."""

    courriel_id: UUID
    raison: str = Field(max_length=1000)


class ConstaterImpossibilite(Command):
    """Le courriel ne peut pas être écrit : aucun serveur de messagerie n'en a été saisi."""

    courriel_id: UUID
    raison: str = Field(max_length=1000)


class ConstaterReport(Command):
    """Le serveur de messagerie ne prend pas le courriel pour l'instant."""

    courriel_id: UUID
    raison: str = Field(max_length=1000)


class RetenterCourriel(Command):
    """L'heure d'un nouvel essai est venue."""

    courriel_id: UUID
