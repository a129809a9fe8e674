"""Trouver une structure par son identifiant, son matricule ou son nom."""

from typing import TypedDict, cast

from services.labellisation.projections import find
from shared.read_model import ReadModel
from shared.refusal import Refus


class StructureTrouvee(TypedDict):
    structure_id: str
    nom: str


def trouver(model: ReadModel, designation: str) -> list[StructureTrouvee]:
    """Une ou plusieurs ; refuse s'il n'y en a aucune."""
    found = find(model, designation)
    if not found:
        raise Refus(f"Aucune structure connue sous « {designation} ».")
    return cast(list[StructureTrouvee], found)
