"""Les agents inscrits : leur adresse est gardée sous leur propre clé, et peut être oubliée."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest
from eventsourcing.persistence import StoredEvent

from services.onboarding.application import Onboarding
from services.onboarding.publishing import to_contract
from services.onboarding.raccordement.commands import (
    AgentAInscrire,
    CreerCompte,
    DesinscrireAgent,
    InscrireAgents,
    RenouvelerLien,
)
from services.onboarding.raccordement.domain.raccordement import Raccordement
from services.onboarding.raccordement.reading import Liens
from shared.clock import SimulatedClock
from shared.contracts.labellisation import StructureLabellisee
from shared.contracts.onboarding import AgentDesinscrit
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.personal_data.key_ring import KeyRing
from tests.contracts.language import sample

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
MAISON, VOISINE = LABEL.structure_id, UUID(int=47)
LIENS = Liens("essai", "https://plateforme.example")
PORTEUR = Acteur(role="PORTEUR", id="porteur", structure_id=MAISON)
BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")
ADA, GRACE = "ada@estives.example", "grace@estives.example"


@pytest.fixture
def onboarding(keys: KeyRing) -> Onboarding:
    service = Onboarding({}, SimulatedClock(datetime(2019, 11, 15, 9, tzinfo=UTC)), keys, LIENS)
    assert service.receive(Envelope.starting(LABEL)).accepted
    lien = service.load_or_refuse(Raccordement, Raccordement.create_id(LABEL.label_id)).lien_id
    jeton = LIENS.url(LABEL.label_id, lien).partition("jeton=")[2]
    assert demander(service, CreerCompte, jeton=jeton).accepted
    return service


def demander(
    service: Onboarding, kind: type[Command], acteur: Acteur = PORTEUR, **dit: Any
) -> Outcome:
    entete = {"message_id": uuid5(MAISON, str(dit)), "acteur": acteur, "structure_id": MAISON}
    return service.receive(Envelope.starting(kind(**{**entete, **dit})))


def inscrire(service: Onboarding, *courriels: str) -> Outcome:
    agents = [AgentAInscrire(courriel=courriel) for courriel in courriels]
    return demander(service, InscrireAgents, label_id=LABEL.label_id, agents=agents)


def raccordement(service: Onboarding) -> Raccordement:
    return service.load_or_refuse(Raccordement, Raccordement.create_id(LABEL.label_id))


def inscrits(service: Onboarding) -> list[StoredEvent]:
    tous = service.recorder.select_events(Raccordement.create_id(LABEL.label_id))
    return [each for each in tous if each.topic == Raccordement.AgentInscrit.TOPIC]


def test_l_adresse_d_un_agent_est_gardee_chiffree(onboarding: Onboarding) -> None:
    inscrire(onboarding, ADA, GRACE)

    assert list(raccordement(onboarding).agents.values()) == [ADA, GRACE]
    assert not any(b"estives.example" in each.state for each in inscrits(onboarding))


def test_l_identite_d_un_agent_ne_dit_rien_de_son_adresse(onboarding: Onboarding) -> None:
    """Qui connaît une adresse ne peut en déduire si elle est inscrite."""
    inscrire(onboarding, ADA)

    [agent_id] = raccordement(onboarding).agents
    assert agent_id == uuid5(raccordement(onboarding).id, "agent 1")


def test_un_agent_oublie_laisse_les_autres_et_les_applications_ouvertes(
    onboarding: Onboarding, keys: KeyRing
) -> None:
    inscrire(onboarding, ADA, GRACE)
    ada, _ = raccordement(onboarding).agents

    keys.destroy(ada, onboarding.clock.now())

    assert list(raccordement(onboarding).agents.values()) == ["", GRACE]
    assert raccordement(onboarding).est_ouvert


def test_un_agent_inscrit_avant_que_les_adresses_ne_soient_gardees_se_relit(
    onboarding: Onboarding,
) -> None:
    inscrire(onboarding, ADA)
    [inscrit] = inscrits(onboarding)
    dit = onboarding.mapper.transcoder.decode(inscrit.state)
    del dit["courriel"], dit["class_version"]
    ancien = StoredEvent(
        inscrit.originator_id,
        inscrit.originator_version,
        inscrit.topic,
        onboarding.mapper.transcoder.encode(dit),
    )

    relu = onboarding.mapper.to_domain_event(ancien)

    assert isinstance(relu, Raccordement.AgentInscrit) and relu.courriel == ""


@pytest.mark.parametrize("kind", [InscrireAgents, RenouvelerLien])
def test_le_label_d_une_structure_ne_se_raccorde_pas_au_nom_d_une_autre(
    onboarding: Onboarding, kind: type[Command]
) -> None:
    """Sinon l'adresse de son contact serait gardée sous la clé d'un autre."""
    agents = {"agents": [AgentAInscrire(courriel=ADA)]} if kind is InscrireAgents else {}
    voisin = PORTEUR.model_copy(update={"structure_id": VOISINE})
    acteur = voisin if kind is InscrireAgents else BANQUE

    reponse = demander(
        onboarding, kind, acteur, structure_id=VOISINE, label_id=LABEL.label_id, **agents
    )

    assert (reponse.statut, reponse.code) == ("REFUSE", "Introuvable")
    assert str(VOISINE) in reponse.detail


def partir(service: Onboarding, courriel: str, **dit: Any) -> Outcome:
    return demander(
        service, DesinscrireAgent, **{"label_id": LABEL.label_id, "courriel": courriel, **dit}
    )


def test_un_agent_qui_part_n_est_plus_compte_et_rien_ne_dit_lequel(onboarding: Onboarding) -> None:
    """C.7-14 : le fait annoncé porte l'effectif, ni adresse ni identité de l'agent."""
    inscrire(onboarding, ADA, GRACE)

    assert partir(onboarding, ADA.upper()).accepted

    [dit] = [
        to_contract(event)
        for _, event in recorded_after(onboarding, 0)
        if isinstance(event, Raccordement.AgentDesinscrit)
    ]
    assert isinstance(dit, AgentDesinscrit) and dit.agents == 1
    assert ADA not in dit.model_dump_json()
    assert list(raccordement(onboarding).agents.values()) == [GRACE]
    assert raccordement(onboarding).est_ouvert


def test_un_agent_parti_peut_revenir_sous_une_autre_identite(onboarding: Onboarding) -> None:
    inscrire(onboarding, ADA, GRACE)
    avant = set(raccordement(onboarding).agents)
    partir(onboarding, ADA)

    agents = [AgentAInscrire(courriel=ADA)]
    revenir: dict[str, Any] = {"label_id": LABEL.label_id, "agents": agents, "motif": "de retour"}
    assert demander(onboarding, InscrireAgents, **revenir).accepted

    [nouveau] = set(raccordement(onboarding).agents) - avant
    assert nouveau == uuid5(raccordement(onboarding).id, "agent 3")


def test_une_adresse_qui_n_est_pas_inscrite_est_refusee_sans_etre_gardee(
    onboarding: Onboarding,
) -> None:
    inscrire(onboarding, ADA)

    refusee = partir(onboarding, GRACE)

    assert (refusee.code, GRACE in refusee.detail) == ("AgentInconnu", False)
