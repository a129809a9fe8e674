"""Ce que le facteur rapporte aux notifications."""

from typing import Annotated
from uuid import UUID

from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.types.texte import Annonce

FACTEUR = Acteur(role="SERVICE", id="notifications")
"""Qui remet les courriels, et rend compte de chaque essai."""
RaisonDuServeur = Annotated[str, Annonce(1000)]
"""Ce que répond un serveur de messagerie : n'importe quoi, dont rien n'empêche d'être gardé."""


class ConstaterRemise(Command):
    """Le serveur de messagerie a pris le courriel."""

    courriel_id: UUID
    identifiant: Annotated[str, Annonce(200)]


class ConstaterRefus(Command):
    """Le serveur de messagerie a refusé le courriel pour de bon."""

    courriel_id: UUID
    raison: RaisonDuServeur


class ConstaterImpossibilite(Command):
    """Le courriel ne peut pas être écrit : aucun serveur de messagerie n'en a été saisi."""

    courriel_id: UUID
    raison: Annotated[str, Annonce(1000)]


class ConstaterReport(Command):
    """Le serveur de messagerie ne prend pas le courriel pour l'instant."""

    courriel_id: UUID
    raison: RaisonDuServeur


class RetenterCourriel(Command):
    """L'heure d'un nouvel essai est venue."""

    courriel_id: UUID
