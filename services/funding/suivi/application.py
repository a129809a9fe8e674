"""Retrouver la structure que le financement suit, ou commencer à la suivre."""

from uuid import UUID

from services.funding.suivi.domain.structure import StructureSuivie
from shared.recording.repository import Repository


def structure_suivie(repository: Repository, structure_id: UUID) -> StructureSuivie:
    id = StructureSuivie.create_id(structure_id)
    return repository.load(StructureSuivie, id) or StructureSuivie.commencer(structure_id)
