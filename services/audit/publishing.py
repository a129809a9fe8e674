"""From what the service remembers to what it tells: one pure function."""

from functools import singledispatch
from typing import Any

from services.audit.conduite.domain import (
    conclusion,
    contradictoire,
    declenchement,
    rectification,
    visite,
)
from services.audit.enquetes.domain import CampagneEnquete
from services.audit.mysteres.domain.tirage_engage import TirageVisitesMysteres
from services.audit.rapports.domain import rapport
from services.audit.remarques.domain import Remarques
from services.audit.vigilance.domain.veille import Veille
from shared.contracts import Contract
from shared.contracts.audit import (
    AlerteQualiteEmise,
    AlerteQualiteLevee,
    AuditAnnule,
    AuditConcluant,
    AuditDeclenche,
    AuditNonConcluant,
    CampagneEnqueteCloturee,
    CampagneEnqueteOuverte,
    ConclusionRemiseEnCause,
    PhaseContradictoireOuverte,
    QuestionnairePose,
    RapportAuditEtabli,
    RemarqueFormulee,
    RemarqueLevee,
    RemarquesIntegralementLevees,
    SilenceDuPorteurConstate,
    TirageRevele,
    VisiteAuditClose,
    VisiteAuditDebutee,
    VisiteAuditPlanifiee,
    VisiteAuditReportee,
    VisiteMystereRealisee,
    VisitesMysteresTirees,
)
from shared.log.contract_fields import envelope_of, facts_of
from shared.recording.aggregates import Event


@singledispatch
def to_contract(event: Any) -> Contract | None:
    """The contract that tells other services this event, or None."""
    return None


@to_contract.register
def _declenche(event: declenchement.AuditDeclenche) -> AuditDeclenche:
    facts = facts_of(event, without={"mobile", "parties"})
    return AuditDeclenche(**envelope_of(event), audit_id=event.originator_id, **facts)


@to_contract.register
def _concluant(event: conclusion.AuditConcluant) -> AuditConcluant:
    return AuditConcluant(**envelope_of(event), **facts_of(event))


@to_contract.register
def _non_concluant(event: conclusion.AuditNonConcluant) -> AuditNonConcluant:
    return AuditNonConcluant(**envelope_of(event), **facts_of(event))


AVEC_L_AUDIT: dict[type[Event], type[Any]] = {
    visite.VisiteAuditPlanifiee: VisiteAuditPlanifiee,
    visite.VisiteAuditReportee: VisiteAuditReportee,
    visite.VisiteAuditDebutee: VisiteAuditDebutee,
    visite.VisiteAuditClose: VisiteAuditClose,
    contradictoire.PhaseContradictoireOuverte: PhaseContradictoireOuverte,
    contradictoire.SilenceDuPorteurConstate: SilenceDuPorteurConstate,
    rapport.RapportAuditEtabli: RapportAuditEtabli,
    rectification.ConclusionRemiseEnCause: ConclusionRemiseEnCause,
    declenchement.AuditAnnule: AuditAnnule,
}


def _avec_l_audit(event: Event) -> Contract:
    """Les champs de l'événement, et l'identité de son audit."""
    facts = facts_of(event, without={"regle"})
    kind = AVEC_L_AUDIT[type(event)]
    told: Contract = kind(**envelope_of(event), audit_id=event.originator_id, **facts)
    return told


for each in AVEC_L_AUDIT:
    to_contract.register(each, _avec_l_audit)


@to_contract.register
def _formulee(event: Remarques.RemarqueFormulee) -> RemarqueFormulee:
    facts = facts_of(event, without={"auteur", "organisme"})
    return RemarqueFormulee(**envelope_of(event), **facts)


@to_contract.register
def _levee(event: Remarques.RemarqueLevee) -> RemarqueLevee:
    return RemarqueLevee(**envelope_of(event), **facts_of(event))


@to_contract.register
def _toutes_levees(event: Remarques.RemarquesIntegralementLevees) -> RemarquesIntegralementLevees:
    return RemarquesIntegralementLevees(**envelope_of(event), **facts_of(event))


@to_contract.register
def _ouverte(event: CampagneEnquete.CampagneEnqueteOuverte) -> CampagneEnqueteOuverte:
    poses = [
        QuestionnairePose(public=public, questionnaire=questionnaire)
        for public, questionnaire in event.questionnaires.items()
    ]
    facts = facts_of(event, without={"prochaine_le", "questionnaires"})
    return CampagneEnqueteOuverte(
        **envelope_of(event), **facts, questionnaires=poses, campagne_id=event.originator_id
    )


@to_contract.register
def _cloturee(event: CampagneEnquete.CampagneEnqueteCloturee) -> CampagneEnqueteCloturee:
    return CampagneEnqueteCloturee(**envelope_of(event), **facts_of(event))


@to_contract.register
def _emise(event: Veille.AlerteQualiteEmise) -> AlerteQualiteEmise:
    return AlerteQualiteEmise(**envelope_of(event), **facts_of(event, without={"cause"}))


@to_contract.register
def _alerte_levee(event: Veille.AlerteQualiteLevee) -> AlerteQualiteLevee:
    return AlerteQualiteLevee(**envelope_of(event), **facts_of(event, without={"cause"}))


@to_contract.register
def _tirees(event: TirageVisitesMysteres.VisitesMysteresTirees) -> VisitesMysteresTirees:
    return VisitesMysteresTirees(
        **_sans_structure(event), tirage_id=event.originator_id, **facts_of(event)
    )


@to_contract.register
def _realisee(event: TirageVisitesMysteres.VisiteMystereRealisee) -> VisiteMystereRealisee:
    facts = facts_of(event, without={"points"})
    return VisiteMystereRealisee(**envelope_of(event), tirage_id=event.originator_id, **facts)


@to_contract.register
def _revele(event: TirageVisitesMysteres.TirageRevele) -> TirageRevele:
    return TirageRevele(**_sans_structure(event), tirage_id=event.originator_id, **facts_of(event))


def _sans_structure(event: Event) -> dict[str, Any]:
    """A draw is about no structure, whatever the message that it answers."""
    return {**envelope_of(event), "structure_id": None}
