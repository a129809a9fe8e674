"""From what the service remembers to what it tells: one pure function."""

from functools import singledispatch
from typing import Any

from services.audit.domain import Audit
from shared.contracts import Contract
from shared.contracts.audit import AuditConcluant, AuditDeclenche, AuditNonConcluant
from shared.publishing import envelope_of, facts_of


@singledispatch
def to_contract(event: Any) -> Contract | None:
    """What the other services must know of this event, or None."""
    return None


@to_contract.register
def _declenche(event: Audit.AuditDeclenche) -> Contract:
    return AuditDeclenche(
        **envelope_of(event), audit_id=event.originator_id, **facts_of(event, without={"mobile"})
    )


@to_contract.register
def _concluant(event: Audit.AuditConcluant) -> Contract:
    return AuditConcluant(**envelope_of(event), **facts_of(event))


@to_contract.register
def _non_concluant(event: Audit.AuditNonConcluant) -> Contract:
    return AuditNonConcluant(**envelope_of(event), **facts_of(event))
