"""Trouver le dossier dont il est question, et le département où l'on agit."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from services.labellisation.dossier.domain.dossier import Dossier
from shared.recording.repository import Repository


class SurUneStructure(Protocol):
    """Une demande, ou un fait, qui porte sur une structure."""

    @property
    def structure_id(self) -> UUID: ...


def dossier_connu(message: SurUneStructure, repository: Repository) -> Dossier | None:
    return repository.load(Dossier, Dossier.create_id(message.structure_id))


def dossier_de(message: SurUneStructure, repository: Repository) -> Dossier:
    """Le dossier de la structure ; refuse (`Introuvable`) s'il n'y en a pas."""
    return repository.load_or_refuse(Dossier, Dossier.create_id(message.structure_id))


def departement_du_dossier(message: SurUneStructure, repository: Repository) -> Sequence[str]:
    """Un préfet n'atteint que son département (A-020)."""
    return [dossier_de(message, repository).departement]
