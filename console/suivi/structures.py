"""Trouver une structure par son identifiant, son matricule ou son nom."""

from services.labellisation.dossier.questions import DossierAuRegistre, find
from shared.read_model import ReadModel
from shared.refusal import Refus


def trouver(model: ReadModel, designation: str) -> list[DossierAuRegistre]:
    """Une ou plusieurs ; refuse s'il n'y en a aucune."""
    found = find(model, designation)
    if not found:
        raise Refus(f"Aucune structure connue sous « {designation} ».")
    return found
