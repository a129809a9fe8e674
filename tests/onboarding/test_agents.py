"""Les agents inscrits : leur adresse est gardée sous leur propre clé, et peut être oubliée."""

from uuid import uuid5

import pytest
from eventsourcing.persistence import StoredEvent

from services.onboarding.raccordement.commands import (
    DesinscrireAgent,
    InscrireAgents,
    RenouvelerLien,
)
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.contracts.onboarding import AgentDesinscrit
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from shared.personal_data.key_ring import KeyRing
from shared.recording.application import Service
from tests.onboarding.faits import (
    ADA,
    BANQUE,
    GRACE,
    LABEL,
    MAISON,
    PORTEUR,
    VOISINE,
    annonces,
    demander,
    inscrire,
    raccordement,
)


def inscrits(service: Service) -> list[StoredEvent]:
    tous = service.recorder.select_events(Raccordement.create_id(LABEL.label_id))
    return [each for each in tous if each.topic == Raccordement.AgentInscrit.TOPIC]


def test_l_adresse_d_un_agent_est_gardee_chiffree(inscrite: Service) -> None:
    inscrire(inscrite, ADA, GRACE)

    assert list(raccordement(inscrite).agents.values()) == [ADA, GRACE]
    assert not any(b"estives.example" in each.state for each in inscrits(inscrite))


def test_l_identite_d_un_agent_ne_dit_rien_de_son_adresse(inscrite: Service) -> None:
    """Qui connaît une adresse ne peut en déduire si elle est inscrite."""
    inscrire(inscrite, ADA)

    [agent_id] = raccordement(inscrite).agents
    assert agent_id == uuid5(raccordement(inscrite).id, "agent 1")


def test_un_agent_oublie_laisse_les_autres_et_les_applications_ouvertes(
    inscrite: Service, keys: KeyRing
) -> None:
    inscrire(inscrite, ADA, GRACE)
    ada, _ = raccordement(inscrite).agents

    keys.destroy(ada, inscrite.clock.now())

    assert list(raccordement(inscrite).agents.values()) == ["", GRACE]
    assert raccordement(inscrite).est_ouvert


def test_un_agent_inscrit_avant_que_les_adresses_ne_soient_gardees_se_relit(
    inscrite: Service,
) -> None:
    inscrire(inscrite, ADA)
    [inscrit] = inscrits(inscrite)
    champs = inscrite.mapper.transcoder.decode(inscrit.state)
    del champs["courriel"], champs["class_version"]
    ancien = StoredEvent(
        inscrit.originator_id,
        inscrit.originator_version,
        inscrit.topic,
        inscrite.mapper.transcoder.encode(champs),
    )

    relu = inscrite.mapper.to_domain_event(ancien)

    assert isinstance(relu, Raccordement.AgentInscrit) and relu.courriel == ""


@pytest.mark.parametrize("kind", [InscrireAgents, RenouvelerLien])
def test_le_label_d_une_structure_ne_se_raccorde_pas_au_nom_d_une_autre(
    inscrite: Service, kind: type[Command]
) -> None:
    """Sinon l'adresse de son contact serait gardée sous la clé d'un autre."""
    agents = {"agents": [{"courriel": ADA}]} if kind is InscrireAgents else {}
    voisin = PORTEUR.model_copy(update={"structure_id": VOISINE})
    acteur = voisin if kind is InscrireAgents else BANQUE
    du_voisin = {"structure_id": VOISINE, "label_id": LABEL.label_id}

    reponse = demander(inscrite, kind, acteur, **du_voisin, **agents)

    assert (reponse.statut, reponse.code) == ("REFUSE", "Introuvable")
    assert str(VOISINE) in reponse.detail


def partir(service: Service, courriel: str) -> Outcome:
    champs = {"structure_id": MAISON, "label_id": LABEL.label_id, "courriel": courriel}
    return demander(service, DesinscrireAgent, PORTEUR, **champs)


def test_un_agent_qui_part_n_est_plus_compte_et_rien_ne_dit_lequel(inscrite: Service) -> None:
    """C.7-14 : le fait annoncé porte l'effectif, ni adresse ni identité de l'agent."""
    inscrire(inscrite, ADA, GRACE)

    assert partir(inscrite, ADA.upper()).accepted

    [annonce] = annonces(inscrite, AgentDesinscrit)
    assert annonce.agents == 1
    assert ADA not in annonce.model_dump_json()
    assert list(raccordement(inscrite).agents.values()) == [GRACE]
    assert raccordement(inscrite).est_ouvert


def test_un_agent_parti_peut_revenir_sous_une_autre_identite(inscrite: Service) -> None:
    inscrire(inscrite, ADA, GRACE)
    avant = set(raccordement(inscrite).agents)
    partir(inscrite, ADA)

    assert inscrire(inscrite, ADA, motif="de retour").accepted

    [nouveau] = set(raccordement(inscrite).agents) - avant
    assert nouveau == uuid5(raccordement(inscrite).id, "agent 3")


def test_une_adresse_qui_n_est_pas_inscrite_est_refusee_sans_etre_gardee(
    inscrite: Service,
) -> None:
    inscrire(inscrite, ADA)

    refusee = partir(inscrite, GRACE)

    assert (refusee.code, GRACE in refusee.detail) == ("AgentInconnu", False)
