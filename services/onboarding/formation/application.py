"""Les messages que traite la formation : charger, décider, enregistrer."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.onboarding.formation.commands import (
    ConstaterPresence,
    ConvoquerAgents,
    DemiJournee,
    MobiliserSalle,
    NoterDeroulement,
    PlanifierSession,
    ValiderModule,
)
from services.onboarding.formation.domain.attestation import verifier_attestation
from services.onboarding.formation.domain.session import SessionFormation
from services.onboarding.formation.domain.structure import FormationStructure, exiger_inscrit
from services.onboarding.formation.rules import programme_en_vigueur, programme_nomme
from services.onboarding.raccordement.application import raccordement_de
from services.onboarding.raccordement.commands import InscrireAgents
from services.onboarding.raccordement.domain.raccordement import Raccordement
from services.onboarding.raccordement.rules import regle_en_vigueur
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository

HANDLERS = Handlers("formation")

DeSession = MobiliserSalle | ConvoquerAgents | ConstaterPresence | NoterDeroulement


def departement_planifie(commande: PlanifierSession) -> Sequence[str]:
    return [commande.departement]


def departement_de_la_session(commande: DeSession, repository: Repository) -> Sequence[str]:
    return [_session(repository, commande).departement]


@HANDLERS.on(InscrireAgents, creates={"agents": "MANY"})
def inscrire_agents(commande: InscrireAgents, repository: Repository, jour: date) -> None:
    """A-117, A-118, INV-14 : chaque agent inscrit a aussitôt son programme.

    La réponse donne l'identité de chacun, dans l'ordre de la demande ; elle ne dit rien de lui.
    """
    raccordement = raccordement_de(repository, commande.label_id, commande.structure_id)
    regle, programme = regle_en_vigueur(jour), programme_en_vigueur(jour)
    agents = [
        raccordement.inscrire_agent(agent.courriel, agent.fonction, regle, programme.id)
        for agent in commande.agents
    ]
    formation = _formation_de(repository, raccordement, jour)
    repository.save(raccordement, formation, created={"agents": agents})


@HANDLERS.on(PlanifierSession, within=departement_planifie, creates={"session_id": "ONE"})
def planifier_session(commande: PlanifierSession, repository: Repository, jour: date) -> None:
    """A-111 : la session a la durée que le programme donne au bloc."""
    programme = programme_en_vigueur(jour)
    session = SessionFormation.planifier(
        commande.departement,
        programme,
        programme.bloc(commande.bloc),
        commande.lieu,
        [str(each) for each in sorted(commande.demi_journees, key=DemiJournee.chronologie)],
        commande.places,
    )
    nouvelle = repository.load(SessionFormation, session.id) is None
    repository.save(session if nouvelle else None, created={"session_id": session.id})


@HANDLERS.on(MobiliserSalle, within=departement_de_la_session)
def mobiliser_salle(commande: MobiliserSalle, repository: Repository) -> None:
    """A-110."""
    session = _session(repository, commande)
    session.mobiliser(commande.ordinateurs, commande.videoprojecteur)
    repository.save(session)


@HANDLERS.on(ConvoquerAgents, within=departement_de_la_session)
def convoquer_agents(commande: ConvoquerAgents, repository: Repository, jour: date) -> None:
    """Tous les agents de la demande, ou aucun."""
    session = _session(repository, commande)
    raccordement = raccordement_de(repository, commande.label_id, commande.structure_id)
    for agent_id in commande.agents:
        exiger_inscrit(agent_id, raccordement.agents)
        session.convoquer(agent_id, commande.label_id, commande.structure_id)
    repository.save(session, _formation_de(repository, raccordement, jour))


@HANDLERS.on(ConstaterPresence, within=departement_de_la_session)
def constater_presence(commande: ConstaterPresence, repository: Repository) -> None:
    """A-102, A-106 : toute la session suivie valide les modules de son bloc."""
    session = _session(repository, commande)
    formations: dict[UUID, FormationStructure] = {}
    for agent_id in session.constater(str(commande.demi_journee), commande.presents):
        label_id = session.convoques[agent_id]
        formations[label_id] = _valider_le_bloc(repository, session, agent_id, label_id)
    repository.save(session, *formations.values())


@HANDLERS.on(NoterDeroulement, within=departement_de_la_session)
def noter_deroulement(commande: NoterDeroulement, repository: Repository, jour: date) -> None:
    """A-113."""
    session = _session(repository, commande)
    session.noter(commande.satisfaisant, commande.remarque, jour)
    repository.save(session)


@HANDLERS.on(ValiderModule)
def valider_module(commande: ValiderModule, repository: Repository, jour: date) -> None:
    """A-102, A-104, A-105 : les modules à distance sont obligatoires eux aussi."""
    raccordement = raccordement_de(repository, commande.label_id, commande.structure_id)
    formation = _formation_de(repository, raccordement, jour)
    programme = programme_nomme(formation.programme_de(commande.agent_id))
    verifier_attestation(commande.module, commande.acteur.role, programme)
    source = f"attesté par {commande.acteur.id}"
    formation.valider(commande.agent_id, commande.module, source, raccordement.agents, programme)
    repository.save(formation)


def _formation_de(
    repository: Repository, raccordement: Raccordement, jour: date
) -> FormationStructure:
    """Celle de la structure, où chaque agent inscrit a son programme (INV-14)."""
    formation = repository.load(
        FormationStructure, FormationStructure.create_id(raccordement.label_id)
    ) or FormationStructure.ouvrir(raccordement.label_id, raccordement.structure_id)
    nouveaux = [each for each in raccordement.agents if each not in formation.restants]
    if nouveaux:
        programme = programme_en_vigueur(jour)
        for agent_id in nouveaux:
            formation.inscrire(agent_id, programme)
    return formation


def _valider_le_bloc(
    repository: Repository, session: SessionFormation, agent_id: UUID, label_id: UUID
) -> FormationStructure:
    """La formation de la structure, où l'agent a validé les modules de la session."""
    raccordement = repository.load_or_refuse(Raccordement, Raccordement.create_id(label_id))
    if raccordement.transmis_a:  # merged since the agent was convened (C.7-17)
        return _valider_le_bloc(repository, session, agent_id, raccordement.transmis_a)
    formation = repository.load_or_refuse(
        FormationStructure, FormationStructure.create_id(label_id)
    )
    programme, source = programme_nomme(session.programme), f"session du {session.demi_journees[0]}"
    for module in programme.bloc(session.bloc).modules:
        formation.valider(agent_id, module.code, source, raccordement.agents, programme)
    return formation


def _session(repository: Repository, commande: DeSession) -> SessionFormation:
    return repository.load_or_refuse(SessionFormation, commande.session_id)
