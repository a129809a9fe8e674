"""Ce que la labellisation annonce d'une fusion : une fonction par fait appris."""

from datetime import date
from uuid import UUID

from services.onboarding.convention.application import annexe_connue, avancer_annexe
from services.onboarding.convention.domain import transmission as annexes
from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.formation.domain.structure import FormationStructure
from services.onboarding.formation.rules import programme_nomme
from services.onboarding.raccordement.domain import acces, transmission
from services.onboarding.raccordement.domain.raccordement import Raccordement
from services.onboarding.raccordement.rules import regle_en_vigueur
from shared.contracts.labellisation import FusionAnnulee, StructuresFusionnees
from shared.recording.aggregates import Aggregate
from shared.recording.handlers import Handlers
from shared.recording.message_context import wire_name
from shared.recording.repository import Repository

HANDLERS = Handlers("fusion")


@HANDLERS.on(StructuresFusionnees)
def transmettre(fait: StructuresFusionnees, repository: Repository, jour: date) -> None:
    """INV-13, INV-09 : ce que le label de l'absorbée avait ouvert passe à l'autre, ou se ferme."""
    if fait.label_id is None:
        return
    raison, survivant = wire_name(type(fait)), _raccordement(fait.label_survivant_id, repository)
    absorbe = _raccordement(fait.label_id, repository)
    formations: tuple[FormationStructure | None, ...] = ()
    if absorbe:
        acces.fermer(absorbe, fait.date_effet, raison)
        if survivant:
            transmission.transmettre(absorbe, survivant, regle_en_vigueur(jour))
            formations = _transmettre_formation(absorbe, survivant, repository)
    absorbee = annexe_connue(repository, fait.label_id)
    survivante = _annexe(fait.label_survivant_id, repository)
    if absorbee:
        annexes.transmettre(absorbee, survivante, fait.date_effet, raison)
    # The agents are registered with the survivor before they are said to be trained there.
    repository.save(absorbe, survivant, *formations, absorbee, survivante)


@HANDLERS.on(FusionAnnulee)
def rendre(fait: FusionAnnulee, repository: Repository, jour: date) -> None:
    """Ce qui avait été transmis revient ; le reste reprend où il en était."""
    if fait.label_id is None:
        return
    absorbe = _raccordement(fait.label_id, repository)
    survivant = _raccordement(fait.label_survivant_id, repository)
    formation = _rendre_formation(absorbe, survivant, repository) if absorbe and survivant else None
    if absorbe:
        transmission.rendre(absorbe, survivant, fait.survivante_id)
    absorbee = annexe_connue(repository, fait.label_id)
    survivante = _annexe(fait.label_survivant_id, repository)
    if absorbee:
        annexes.rendre(absorbee, survivante)
    suites: list[Aggregate] = []
    for annexe in (absorbee, survivante):
        if annexe:
            suites += avancer_annexe(annexe, fait.structure.departement, repository, jour)
    repository.save(survivant, absorbe, formation, *suites)


def _transmettre_formation(
    absorbe: Raccordement, survivant: Raccordement, repository: Repository
) -> tuple[FormationStructure | None, ...]:
    """Chaque agent garde son programme et ce qu'il a validé, même inscrit deux fois (INV-14)."""
    quittee = _formation(absorbe, repository)
    if quittee is None or survivant.acces == "FERME":
        return ()
    formation = _formation(survivant, repository) or FormationStructure.ouvrir(
        survivant.label_id, survivant.structure_id
    )
    for agent_id in absorbe.agents:
        if agent_id in quittee.restants and agent_id in survivant.agents:
            suivi, restants = quittee.programme_de(agent_id), quittee.restants[agent_id]
            formation.recevoir(agent_id, suivi, restants, survivant.agents)
        elif agent_id in quittee.restants:
            _reporter(quittee, agent_id, formation, absorbe, survivant)
    return (formation,)


def _reporter(
    quittee: FormationStructure,
    agent_id: UUID,
    formation: FormationStructure,
    absorbe: Raccordement,
    survivant: Raccordement,
) -> None:
    """Ce qu'a validé l'agent que la survivante connaît sous la même adresse."""
    courriel, programme = absorbe.agents[agent_id], programme_nomme(quittee.programme_de(agent_id))
    valides = {each.code for each in programme.modules} - quittee.restants[agent_id]
    jumeaux = [each for each, dit in survivant.agents.items() if dit == courriel]
    for jumeau in [each for each in jumeaux if each in formation.restants]:
        for module in sorted(valides):
            formation.valider(jumeau, module, "avant la fusion", survivant.agents, programme)


def _rendre_formation(
    absorbe: Raccordement, survivant: Raccordement, repository: Repository
) -> FormationStructure | None:
    """Ce qu'un agent a validé dans l'autre structure vaut dans la sienne."""
    recu, formation = survivant.recus.get(absorbe.label_id), _formation(absorbe, repository)
    suivie = _formation(survivant, repository)
    if recu is None or formation is None or suivie is None:
        return formation
    for agent_id in recu.agents:
        if agent_id in suivie.restants and agent_id in formation.restants:
            programme = programme_nomme(formation.programme_de(agent_id))
            valides = formation.restants[agent_id] - suivie.restants[agent_id]
            for module in sorted(valides):
                formation.valider(agent_id, module, "pendant la fusion", absorbe.agents, programme)
    return formation


def _raccordement(label_id: UUID | None, repository: Repository) -> Raccordement | None:
    return repository.load(Raccordement, Raccordement.create_id(label_id)) if label_id else None


def _annexe(label_id: UUID | None, repository: Repository) -> AnnexeStructure | None:
    return annexe_connue(repository, label_id) if label_id else None


def _formation(raccordement: Raccordement, repository: Repository) -> FormationStructure | None:
    return repository.load(FormationStructure, FormationStructure.create_id(raccordement.label_id))
