"""From what the service remembers to what it tells: one pure function."""

from functools import singledispatch
from typing import Any

from services.audit import conclusion
from services.audit.domain import Audit
from services.audit.qualite import publishing as qualite
from services.audit.remarques import Remarques
from shared.contracts import Contract
from shared.contracts.audit import (
    AuditAnnule,
    AuditConcluant,
    AuditDeclenche,
    AuditNonConcluant,
    ConclusionRemiseEnCause,
    RemarqueFormulee,
    RemarqueLevee,
    RemarquesIntegralementLevees,
)
from shared.publishing import envelope_of, facts_of


@singledispatch
def to_contract(event: Any) -> Contract | None:
    """What the other services must know of this event, or None."""
    return qualite.to_contract(event)


@to_contract.register
def _declenche(event: Audit.AuditDeclenche) -> Contract:
    return AuditDeclenche(
        **envelope_of(event), audit_id=event.originator_id, **facts_of(event, without={"mobile"})
    )


@to_contract.register
def _concluant(event: conclusion.AuditConcluant) -> Contract:
    return AuditConcluant(**envelope_of(event), **facts_of(event))


@to_contract.register
def _non_concluant(event: conclusion.AuditNonConcluant) -> Contract:
    return AuditNonConcluant(**envelope_of(event), **facts_of(event))


@to_contract.register
def _remise_en_cause(event: conclusion.ConclusionRemiseEnCause) -> Contract:
    return ConclusionRemiseEnCause(
        **envelope_of(event), audit_id=event.originator_id, **facts_of(event)
    )


@to_contract.register
def _annule(event: Audit.AuditAnnule) -> Contract:
    return AuditAnnule(**envelope_of(event), audit_id=event.originator_id, **facts_of(event))


@to_contract.register
def _formulee(event: Remarques.RemarqueFormulee) -> Contract:
    said = facts_of(event, without={"auteur", "organisme"})
    return RemarqueFormulee(**envelope_of(event), **said)


@to_contract.register
def _levee(event: Remarques.RemarqueLevee) -> Contract:
    return RemarqueLevee(**envelope_of(event), **facts_of(event))


@to_contract.register
def _toutes_levees(event: Remarques.RemarquesIntegralementLevees) -> Contract:
    return RemarquesIntegralementLevees(**envelope_of(event), **facts_of(event))
