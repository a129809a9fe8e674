"""From what the service remembers to what it tells: one pure function."""

from functools import singledispatch
from typing import Any

from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.formation.domain.structure import FormationStructure
from services.onboarding.raccordement.domain import Raccordement
from shared.contracts import Contract
from shared.contracts.onboarding import (
    AgentDesinscrit,
    AnnexeEnAttente,
    AnnexeStructureGeneree,
    ApplicationsOuvertes,
    CompteStructureCree,
    LienInscriptionEnvoye,
    ParcoursFormationAcheve,
)
from shared.log.contract_fields import envelope_of, facts_of

LienOuvert = Raccordement.LienInscriptionEnvoye | Raccordement.LienInscriptionRenouvele


@singledispatch
def to_contract(event: Any) -> Contract | None:
    """The contract that tells other services this event, or None."""
    return None


@to_contract.register(Raccordement.LienInscriptionEnvoye)
@to_contract.register(Raccordement.LienInscriptionRenouvele)
def _lien(event: LienOuvert) -> Contract:
    return LienInscriptionEnvoye(**envelope_of(event), **facts_of(event))


@to_contract.register
def _compte(event: Raccordement.CompteStructureCree) -> Contract:
    return CompteStructureCree(**envelope_of(event), **facts_of(event, without={"lien_id"}))


@to_contract.register
def _ouvertes(event: Raccordement.ApplicationsOuvertes) -> Contract:
    return ApplicationsOuvertes(**envelope_of(event), **facts_of(event))


@to_contract.register
def _desinscrit(event: Raccordement.AgentDesinscrit) -> Contract:
    return AgentDesinscrit(**envelope_of(event), **facts_of(event, without={"agent_id"}))


@to_contract.register
def _en_attente(event: AnnexeStructure.AnnexeEnAttente) -> Contract:
    return AnnexeEnAttente(
        **envelope_of(event),
        **facts_of(event, without={"operateurs_manquants"}),
        operateurs_manquants=list(event.operateurs_manquants),
    )


@to_contract.register
def _generee(event: AnnexeStructure.AnnexeGeneree) -> Contract:
    return AnnexeStructureGeneree(
        **envelope_of(event), annexe_id=event.originator_id, **facts_of(event)
    )


@to_contract.register
def _acheve(event: FormationStructure.ParcoursFormationAcheve) -> Contract:
    return ParcoursFormationAcheve(**envelope_of(event), **facts_of(event))
