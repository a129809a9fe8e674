"""Ce que le raccordement annonce des agents d'une structure : une fonction par fait appris."""

from uuid import UUID

from services.labellisation.dossier.application.acces import dossier_connu
from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.effectif.domain import EffectifDuLabel
from shared.contracts.onboarding import (
    AccesRestitue,
    AgentAFormer,
    AgentDesinscrit,
    ParcoursFormationAcheve,
)
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository

HANDLERS = Handlers("effectif")


@HANDLERS.on(AgentAFormer)
def compter_agent(fait: AgentAFormer, repository: Repository) -> None:
    """INV-14 : l'agent est inscrit, et son programme est celui de ce jour-là."""
    label_id = fait.label_id or _label_courant(fait, repository)
    if label_id:
        effectif = _effectif(label_id, fait.structure_id, repository)
        effectif.compter(fait.agent_id, fait.programme)
        repository.save(effectif)


@HANDLERS.on(ParcoursFormationAcheve)
def compter_agent_forme(fait: ParcoursFormationAcheve, repository: Repository) -> None:
    """A-092."""
    effectif = _effectif(fait.label_id, fait.structure_id, repository)
    effectif.former(fait.agent_id, fait.programme)
    repository.save(effectif)


@HANDLERS.on(AgentDesinscrit)
def retirer_agent(fait: AgentDesinscrit, repository: Repository) -> None:
    """Un fait d'avant ne dit pas quel agent part : nul n'est retiré."""
    if fait.agent_id:
        effectif = _effectif(fait.label_id, fait.structure_id, repository)
        effectif.quitter(fait.agent_id)
        repository.save(effectif)


@HANDLERS.on(AccesRestitue)
def rendre_agents(fait: AccesRestitue, repository: Repository) -> None:
    """C.7-17 : la fusion annulée, les agents de l'autre structure ne comptent plus ici."""
    effectif = _effectif(fait.label_id, fait.structure_id, repository)
    for agent_id in fait.agents:
        effectif.quitter(agent_id)
    repository.save(effectif)


def effectif_du_dossier(dossier: Dossier, repository: Repository) -> EffectifDuLabel | None:
    """Celui du label en cours, s'il y en a un et que le raccordement en a parlé."""
    if dossier.label_id is None:
        return None
    return repository.load(EffectifDuLabel, EffectifDuLabel.create_id(dossier.label_id))


def _effectif(label_id: UUID, structure_id: UUID, repository: Repository) -> EffectifDuLabel:
    known = repository.load(EffectifDuLabel, EffectifDuLabel.create_id(label_id))
    return known or EffectifDuLabel.suivre(label_id, structure_id)


def _label_courant(fait: AgentAFormer, repository: Repository) -> UUID | None:
    """Un fait d'avant ne nomme pas son label."""
    dossier = dossier_connu(fait, repository)
    return dossier.label_id if dossier else None
