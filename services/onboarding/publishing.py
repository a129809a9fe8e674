"""From what the service remembers to what it tells: one pure function."""

from functools import singledispatch
from typing import Any

from services.onboarding.convention.domain import transmission as annexe_de_fusion
from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.formation.domain.session import SessionFormation
from services.onboarding.formation.domain.structure import FormationStructure
from services.onboarding.operateurs.domain.sollicitation import Sollicitation
from services.onboarding.raccordement.domain import acces, lien_acces, transmission
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.contracts import Contract
from shared.contracts.onboarding import (
    AccesFerme,
    AccesRecu,
    AccesRendu,
    AccesRestitue,
    AccesRetabli,
    AccesSuspendu,
    AgentAFormer,
    AgentConvoque,
    AgentDesinscrit,
    AgentInscrit,
    AnnexeARetirer,
    AnnexeEnAttente,
    AnnexeRecue,
    AnnexeRendue,
    AnnexeStructureGeneree,
    ApplicationsOuvertes,
    CompteStructureCree,
    DemiJourneeTenue,
    LienAccesEnvoye,
    LienInscriptionEnvoye,
    ParcoursFormationAcheve,
    SessionFormationPlanifiee,
    SollicitationEmise,
)
from shared.log.contract_fields import envelope_of, facts_of

AFormer = FormationStructure.AgentAFormer | FormationStructure.FormationRecue
LienOuvert = Raccordement.LienInscriptionEnvoye | Raccordement.LienInscriptionRenouvele


@singledispatch
def to_contract(event: Any) -> Contract | None:
    """The contract that tells other services this event, or None."""
    return None


@to_contract.register(Raccordement.LienInscriptionEnvoye)
@to_contract.register(Raccordement.LienInscriptionRenouvele)
def _lien(event: LienOuvert) -> LienInscriptionEnvoye:
    return LienInscriptionEnvoye(**envelope_of(event), **facts_of(event))


@to_contract.register
def _lien_acces(event: lien_acces.LienAccesEnvoye) -> LienAccesEnvoye:
    return LienAccesEnvoye(**envelope_of(event), **facts_of(event))


@to_contract.register
def _compte(event: Raccordement.CompteStructureCree) -> CompteStructureCree:
    return CompteStructureCree(**envelope_of(event), **facts_of(event, without={"lien_id"}))


@to_contract.register
def _inscrit(event: Raccordement.AgentInscrit) -> AgentInscrit:
    return AgentInscrit(**envelope_of(event), agent_id=event.agent_id)


@to_contract.register
def _suspendu(event: acces.AccesSuspendu) -> AccesSuspendu:
    return AccesSuspendu(**envelope_of(event), **facts_of(event))


@to_contract.register
def _retabli(event: acces.AccesRetabli) -> AccesRetabli:
    return AccesRetabli(**envelope_of(event), **facts_of(event))


@to_contract.register
def _ferme(event: acces.AccesFerme) -> AccesFerme:
    return AccesFerme(**envelope_of(event), **facts_of(event))


@to_contract.register
def _recu(event: transmission.AccesRecu) -> AccesRecu:
    return AccesRecu(**envelope_of(event), **facts_of(event))


@to_contract.register
def _rendu(event: transmission.AccesRendu) -> AccesRendu:
    facts = facts_of(event, without={"lien_id", "expire_le"})
    return AccesRendu(**envelope_of(event), **facts)


@to_contract.register
def _restitue(event: transmission.AccesRestitue) -> AccesRestitue:
    return AccesRestitue(**envelope_of(event), **facts_of(event))


@to_contract.register
def _agent_recu(event: transmission.AgentRecu) -> AgentInscrit:
    return AgentInscrit(**envelope_of(event), agent_id=event.agent_id)


@to_contract.register
def _planifiee(event: SessionFormation.SessionFormationPlanifiee) -> SessionFormationPlanifiee:
    return SessionFormationPlanifiee(
        **envelope_of(event),
        session_id=event.originator_id,
        demi_journees=[_demi_journee(each) for each in event.demi_journees],
        **facts_of(event, without={"demi_journees"}),
    )


def _demi_journee(texte: str) -> DemiJourneeTenue:
    """« 2020-02-03 MATIN »."""
    le, _, moment = texte.partition(" ")
    return DemiJourneeTenue.model_validate({"le": le, "moment": moment})


@to_contract.register
def _convoque(event: SessionFormation.AgentConvoque) -> AgentConvoque:
    return AgentConvoque(**envelope_of(event), session_id=event.originator_id, **facts_of(event))


@to_contract.register
def _emise(event: Sollicitation.SollicitationEmise) -> SollicitationEmise:
    return SollicitationEmise(
        **envelope_of(event),
        sollicitation_id=event.originator_id,
        departement=event.departement,
        operateur=event.operateur,
        limite_le=event.limite_le,
    )


@to_contract.register
def _ouvertes(event: Raccordement.ApplicationsOuvertes) -> ApplicationsOuvertes:
    return ApplicationsOuvertes(**envelope_of(event), **facts_of(event))


@to_contract.register
def _desinscrit(event: Raccordement.AgentDesinscrit) -> AgentDesinscrit:
    return AgentDesinscrit(**envelope_of(event), **facts_of(event))


@to_contract.register
def _en_attente(event: AnnexeStructure.AnnexeEnAttente) -> AnnexeEnAttente:
    return AnnexeEnAttente(
        **envelope_of(event),
        **facts_of(event, without={"operateurs_manquants"}),
        operateurs_manquants=list(event.operateurs_manquants),
    )


@to_contract.register
def _generee(event: AnnexeStructure.AnnexeGeneree) -> AnnexeStructureGeneree:
    return AnnexeStructureGeneree(
        **envelope_of(event), annexe_id=event.originator_id, **facts_of(event)
    )


@to_contract.register
def _a_retirer(event: AnnexeStructure.AnnexeARetirer) -> AnnexeARetirer:
    return AnnexeARetirer(**envelope_of(event), annexe_id=event.originator_id, **facts_of(event))


@to_contract.register
def _annexe_recue(event: annexe_de_fusion.AnnexeRecue) -> AnnexeRecue:
    return AnnexeRecue(**envelope_of(event), annexe_id=event.originator_id, **facts_of(event))


@to_contract.register
def _annexe_rendue(event: annexe_de_fusion.AnnexeRendue) -> AnnexeRendue:
    facts = facts_of(event, without={"est_generee"})
    return AnnexeRendue(**envelope_of(event), annexe_id=event.originator_id, **facts)


@to_contract.register(FormationStructure.AgentAFormer)
@to_contract.register(FormationStructure.FormationRecue)
def _a_former(event: AFormer) -> AgentAFormer:
    return AgentAFormer(**envelope_of(event), **facts_of(event))


@to_contract.register
def _acheve(event: FormationStructure.ParcoursFormationAcheve) -> ParcoursFormationAcheve:
    return ParcoursFormationAcheve(**envelope_of(event), **facts_of(event))
