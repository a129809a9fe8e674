"""From what the service remembers to what it tells: one pure function."""

from functools import singledispatch
from typing import Any

from services.audit.conduite.domain import (
    conclusion,
    contradictoire,
    declenchement,
    rapport,
    visite,
)
from services.audit.qualite import publishing as qualite
from services.audit.remarques.domain import Remarques
from shared.contracts import Contract
from shared.contracts.audit import (
    AuditAnnule,
    AuditConcluant,
    AuditDeclenche,
    AuditNonConcluant,
    ConclusionRemiseEnCause,
    PhaseContradictoireOuverte,
    RapportAuditEtabli,
    RemarqueFormulee,
    RemarqueLevee,
    RemarquesIntegralementLevees,
    SilenceDuPorteurConstate,
    VisiteAuditClose,
    VisiteAuditDebutee,
    VisiteAuditPlanifiee,
    VisiteAuditReportee,
)
from shared.log.contract_fields import envelope_of, facts_of

ANNONCES: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        VisiteAuditPlanifiee,
        VisiteAuditReportee,
        VisiteAuditDebutee,
        VisiteAuditClose,
        PhaseContradictoireOuverte,
        SilenceDuPorteurConstate,
        RapportAuditEtabli,
        ConclusionRemiseEnCause,
        AuditAnnule,
    )
}


@singledispatch
def to_contract(event: Any) -> Contract | None:
    """What the other services must know of this event, or None."""
    return qualite.to_contract(event)


@to_contract.register
def _declenche(event: declenchement.AuditDeclenche) -> Contract:
    said = facts_of(event, without={"mobile", "parties"})
    return AuditDeclenche(**envelope_of(event), audit_id=event.originator_id, **said)


@to_contract.register
def _concluant(event: conclusion.AuditConcluant) -> Contract:
    return AuditConcluant(**envelope_of(event), **facts_of(event))


@to_contract.register
def _non_concluant(event: conclusion.AuditNonConcluant) -> Contract:
    return AuditNonConcluant(**envelope_of(event), **facts_of(event))


@to_contract.register(visite.VisiteAuditPlanifiee)
@to_contract.register(visite.VisiteAuditReportee)
@to_contract.register(visite.VisiteAuditDebutee)
@to_contract.register(visite.VisiteAuditClose)
@to_contract.register(contradictoire.PhaseContradictoireOuverte)
@to_contract.register(contradictoire.SilenceDuPorteurConstate)
@to_contract.register(rapport.RapportAuditEtabli)
@to_contract.register(conclusion.ConclusionRemiseEnCause)
@to_contract.register(declenchement.AuditAnnule)
def _avec_l_audit(event: Any) -> Contract:
    """Ce que l'événement dit, et de quel audit."""
    kind = ANNONCES[type(event).__name__]
    said: Contract = kind(
        **envelope_of(event), audit_id=event.originator_id, **facts_of(event, without={"regle"})
    )
    return said


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
