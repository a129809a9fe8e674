"""From what the service remembers to what it tells: one pure function."""

from functools import singledispatch
from typing import Any

from services.labellisation import candidature, instruction
from shared.contracts import Contract
from shared.contracts.audit import SyntheseAudit
from shared.contracts.labellisation import (
    AccordPrealableDemande,
    AccordPrealableDonne,
    StructureLabellisee,
    StructureNonRetenue,
    StructureRemontee,
    StructureSignalee,
)
from shared.contracts.structure import Designation, Fiche
from shared.publishing import envelope_of, facts_of


@singledispatch
def to_contract(event: Any) -> Contract | None:
    """What the other services must know of this event, or None."""
    return None


@to_contract.register(candidature.StructureRemontee)
@to_contract.register(candidature.RemonteeModifiee)
def _remontee(event: Any) -> Contract:
    return StructureRemontee(**envelope_of(event), fiche=event.fiche)


@to_contract.register
def _signalee(event: candidature.StructureSignalee) -> Contract:
    return StructureSignalee(**envelope_of(event), **facts_of(event))


@to_contract.register
def _accord_demande(event: instruction.AuditConcluantEnregistre) -> Contract:
    return AccordPrealableDemande(
        **envelope_of(event),
        structure=_designation(event),
        audit_id=event.synthese["audit_id"],
        referentiel=event.synthese["referentiel"],
    )


@to_contract.register
def _accord_donne(event: instruction.AccordPrealableDonne) -> Contract:
    return AccordPrealableDonne(
        **envelope_of(event), structure=_designation(event), audit_id=event.audit_id
    )


@to_contract.register
def _non_retenue(event: instruction.StructureNonRetenue) -> Contract:
    return StructureNonRetenue(
        **envelope_of(event), structure=_designation(event), **facts_of(event, without={"fiche"})
    )


@to_contract.register
def _labellisee(event: instruction.StructureLabellisee) -> Contract:
    return StructureLabellisee(
        **envelope_of(event),
        audit=SyntheseAudit.model_validate(event.synthese),
        **facts_of(event, without={"synthese"}),
    )


def _designation(event: Any) -> Designation:
    return Designation.of(Fiche.model_validate(event.fiche))
