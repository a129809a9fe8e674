"""From what the service remembers to what it tells: one pure function."""

from collections.abc import Callable
from functools import singledispatch
from typing import Any
from uuid import UUID

from services.labellisation.dossier.domain.evenements import (
    candidature,
    changements,
    fusion,
    instruction,
    label,
    reprise,
)
from services.labellisation.territoire.domain.campagne import CampagneRemontee
from shared.contracts import Contract
from shared.contracts.audit import SyntheseAudit
from shared.contracts.labellisation import (
    AccordPrealableDemande,
    AccordPrealableDonne,
    AccordPrealableRefuse,
    AlerteEmise,
    AntenneRattachee,
    CampagneRemonteeOuverte,
    ConformiteRetablie,
    FranceServicesOuverte,
    FusionAccueillie,
    FusionAnnulee,
    FusionDefaite,
    HorairesModifies,
    LabelRenonce,
    LabelRepris,
    LabelRetabli,
    LabelRetire,
    LabelSuspendu,
    PorteurChange,
    PorteurMisEnDemeure,
    PrioriteDeRelabellisationAccordee,
    StructureFermee,
    StructureLabellisee,
    StructureNonRetenue,
    StructureRemontee,
    StructuresFusionnees,
    StructureSignalee,
)
from shared.contracts.structure import Designation
from shared.log.contract_fields import envelope_of, facts_of

DESIGNEES: dict[type[Any], Callable[..., Contract]] = {
    instruction.AlerteEmise: AlerteEmise,
    instruction.PrioriteDeRelabellisationAccordee: PrioriteDeRelabellisationAccordee,
    label.FranceServicesOuverte: FranceServicesOuverte,
    label.PorteurMisEnDemeure: PorteurMisEnDemeure,
    label.ConformiteRetablie: ConformiteRetablie,
    label.LabelSuspendu: LabelSuspendu,
    label.LabelRetabli: LabelRetabli,
    label.LabelRetire: LabelRetire,
    label.LabelRenonce: LabelRenonce,
    changements.AntenneRattachee: AntenneRattachee,
    changements.StructureFermee: StructureFermee,
    fusion.StructureAbsorbee: StructuresFusionnees,
    fusion.FusionAccueillie: FusionAccueillie,
    fusion.FusionAnnulee: FusionAnnulee,
    fusion.FusionDefaite: FusionDefaite,
}
"""The events that are told in their own words, with the structure's designation for its fiche."""
NON_DITS = frozenset({"fiche", "etat", "label_effet", "echeance_avant", "priorite_jusqu_au"})
"""Fields that the dossier records for itself when a merge is cancelled: nobody else gets them."""


D_UNE_LIGNE = frozenset(
    {"fiche", "departement", "remplace", "source", "fichier", "ligne", "origine"}
)
"""Fields of an imported label that come from its line: other services do not get them."""


@singledispatch
def to_contract(event: Any) -> Contract | None:
    """The contract that tells other services this event, or None."""
    return None


def _designee(event: Any) -> Contract:
    """In the event's own words."""
    facts = facts_of(event, without=NON_DITS)
    return DESIGNEES[type(event)](**envelope_of(event), structure=_designation(event), **facts)


for each in DESIGNEES:
    to_contract.register(each, _designee)


@to_contract.register(candidature.StructureRemontee)
@to_contract.register(candidature.StructurePressentieRemontee)
@to_contract.register(candidature.RemonteeModifiee)
def _remontee(event: Any) -> StructureRemontee:
    return StructureRemontee(**envelope_of(event), fiche=event.fiche, maillage=event.maillage)


@to_contract.register
def _campagne(event: CampagneRemontee.CampagneOuverte) -> CampagneRemonteeOuverte:
    return CampagneRemonteeOuverte(
        **envelope_of(event),
        campagne_id=event.originator_id,
        **facts_of(event, without={"rappels"}),
    )


@to_contract.register
def _signalee(event: candidature.StructureSignalee) -> StructureSignalee:
    return StructureSignalee(**envelope_of(event), **facts_of(event))


@to_contract.register
def _accord_demande(event: instruction.AuditConcluantEnregistre) -> AccordPrealableDemande:
    return AccordPrealableDemande(
        **envelope_of(event),
        structure=_designation(event),
        audit_id=UUID(event.synthese["audit_id"]),
        referentiel=event.synthese["referentiel"],
    )


@to_contract.register
def _accord_donne(event: instruction.AccordPrealableDonne) -> AccordPrealableDonne:
    return AccordPrealableDonne(
        **envelope_of(event), structure=_designation(event), audit_id=event.audit_id
    )


@to_contract.register
def _accord_refuse(event: instruction.AccordPrealableRefuse) -> AccordPrealableRefuse | None:
    """Of a refusal of the first version, nobody knows the fiche: it was never told."""
    if not event.fiche:
        return None
    return AccordPrealableRefuse(
        **envelope_of(event), structure=_designation(event), **facts_of(event, without={"fiche"})
    )


@to_contract.register
def _non_retenue(event: instruction.StructureNonRetenue) -> StructureNonRetenue:
    return StructureNonRetenue(
        **envelope_of(event),
        structure=_designation(event),
        **facts_of(event, without={"fiche", "audit_id"}),
    )


@to_contract.register
def _labellisee(event: instruction.StructureLabellisee) -> StructureLabellisee:
    return StructureLabellisee(
        **envelope_of(event),
        audit=SyntheseAudit.model_validate(event.synthese),
        **facts_of(event, without={"synthese"}),
    )


@to_contract.register
def _repris(event: reprise.LabelImporte) -> LabelRepris | None:
    """Of a label taken up by the first version, nobody knows the fiche: it was never told."""
    if not event.fiche:
        return None
    dites = facts_of(event, without=D_UNE_LIGNE) | {"format": event.fiche.get("format", "FIXE")}
    return LabelRepris(**envelope_of(event), structure=_designation(event), **dites)


@to_contract.register(changements.HorairesModifies)
def _horaires(event: Any) -> HorairesModifies:
    return HorairesModifies(**envelope_of(event), fiche=event.fiche)


@to_contract.register(changements.PorteurChange)
def _porteur(event: Any) -> PorteurChange:
    return PorteurChange(**envelope_of(event), fiche=event.fiche)


def _designation(event: Any) -> Designation:
    """A published list may leave the commune out, which a request may not."""
    fiche = event.fiche
    return Designation.model_validate(
        {"commune": "", "commune_insee": ""}
        | {name: fiche[name] for name in Designation.model_fields if name in fiche}
    )
