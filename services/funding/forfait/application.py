"""Ouvrir et clore les droits : une fonction par fait appris."""

from datetime import date
from typing import cast

from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.rules.bareme import Droit, charger_bareme, droit
from services.funding.forfait.rules.cloture import charger_cloture
from shared.contracts.labellisation import FinDeLabel, StructureLabellisee
from shared.contracts.structure import Designation
from shared.recording.message_context import wire_name
from shared.recording.repository import Repository
from shared.structures import DesignationEnregistree


def ouvrir_droit(fait: StructureLabellisee, repository: Repository) -> DroitAuForfait | None:
    """A-032 : le label ouvre droit au forfait de son année d'effet, au barème de ce jour."""
    if _droit(repository, fait, fait.date_effet):
        return None
    decision = droit(charger_bareme(), fait.date_effet, fait.fiche.porteur_type)
    structure = cast(DesignationEnregistree, Designation.of(fait.fiche).model_dump())
    annee = fait.date_effet.year
    if isinstance(decision, Droit):
        return DroitAuForfait.ouvrir(fait.label_id, annee, structure, decision)
    return DroitAuForfait.refuser(fait.label_id, annee, structure, decision)


def clore_droit(fait: FinDeLabel, repository: Repository) -> DroitAuForfait | None:
    """C.7-16 : le droit de l'année où le label cesse ; ceux des années passées restent dus."""
    regle = charger_cloture().regles.on(fait.date_effet)
    ouvert = _droit(repository, fait, fait.date_effet)
    if regle and ouvert:
        ouvert.clore(fait.date_effet, wire_name(type(fait)), regle)
    return ouvert


def _droit(
    repository: Repository, fait: StructureLabellisee | FinDeLabel, jour: date
) -> DroitAuForfait | None:
    if fait.label_id is None:
        return None
    return repository.load(DroitAuForfait, DroitAuForfait.create_id(fait.label_id, jour.year))
