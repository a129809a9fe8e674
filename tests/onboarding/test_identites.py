"""La réponse à une demande dit l'identité de ce qu'elle crée : la demande suivante la cite."""

from typing import Any
from uuid import UUID

from services.onboarding.formation.commands import ConvoquerAgents, MobiliserSalle, PlanifierSession
from services.onboarding.operateurs.commands import (
    CloreSollicitation,
    DesignerReferent,
    EmettreSollicitation,
    RepondreSollicitation,
    RetirerReferent,
)
from services.onboarding.raccordement.commands import RenouvelerLien
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.contracts.onboarding import (
    AgentConvoque,
    AgentInscrit,
    SessionFormationPlanifiee,
    SollicitationEmise,
)
from shared.recording.application import Service
from shared.runtime.component import Component
from tests.onboarding.faits import (
    ADA,
    AGENT,
    BANQUE,
    CAF,
    CNFPT,
    DEPARTEMENT,
    GRACE,
    LABEL,
    MAISON,
    PREFET,
    SOCLE,
    annonces,
    apprendre,
    creer_le_compte,
    demander,
    enregistres,
    inscrire,
    raccordement,
)

DEMANDE = {"structure_id": MAISON, "label_id": LABEL.label_id, "operateur": "CAF"}
REFERENT = {"departement": DEPARTEMENT, "operateur": "CAF", "genre": "BACK_OFFICE"}
MATINS = [{"le": f"2020-02-0{jour}", "moment": "MATIN"} for jour in range(3, 8)]


def adresses(service: Service) -> dict[UUID, str]:
    return raccordement(service).agents


def test_la_reponse_dit_l_identite_de_chaque_agent_dans_l_ordre_de_la_demande(
    inscrite: Service,
) -> None:
    ada, grace = inscrire(inscrite, ADA, GRACE).cree["agents"]  # type: ignore[misc]

    assert adresses(inscrite) == {ada: ADA, grace: GRACE}
    assert inscrire(inscrite, GRACE, "alan@estives.example").cree["agents"][0] == grace  # type: ignore[index]


def test_une_demande_repetee_recoit_les_memes_identites(inscrite: Service) -> None:
    assert inscrire(inscrite, ADA) == inscrire(inscrite, ADA)
    assert inscrire(inscrite, ADA).cree


def test_un_refus_n_identifie_rien(onboarding: Service) -> None:
    apprendre(onboarding, LABEL)

    assert inscrire(onboarding, ADA).cree == {}


def test_qui_demande_connait_sa_sollicitation_et_peut_la_clore(ouverte: Component) -> None:
    service, objet = ouverte.service, {"objet": "un dossier", "mandat": True}
    recue = demander(service, EmettreSollicitation, AGENT, **DEMANDE, **objet).cree

    reponse = {"reponse": "le dossier est complet", **recue}
    assert demander(service, RepondreSollicitation, CAF, **reponse).accepted
    assert demander(service, CloreSollicitation, AGENT, structure_id=MAISON, **recue).accepted


def test_un_referent_designe_se_retire_par_son_identite(onboarding: Service) -> None:
    dit = {**REFERENT, "fonction": "référent", "courriel": "r@caf.example"}
    recue = demander(onboarding, DesignerReferent, PREFET, **dit).cree
    meme = {**dit, "fonction": "référente"}

    assert demander(onboarding, DesignerReferent, PREFET, **meme).cree == recue
    retrait: dict[str, Any] = {"departement": DEPARTEMENT, **recue}
    assert demander(onboarding, RetirerReferent, PREFET, **retrait).accepted


def test_une_session_planifiee_se_prepare_par_son_identite(onboarding: Service) -> None:
    dit = {"departement": DEPARTEMENT, "bloc": "SOCLE", "lieu": "Aurillac"}
    voulue = {**dit, "demi_journees": MATINS}
    recue = demander(onboarding, PlanifierSession, PREFET, **voulue, places=9).cree

    assert demander(onboarding, PlanifierSession, PREFET, **voulue, places=12).cree == recue
    salle = {"ordinateurs": 9, "videoprojecteur": True, **recue}
    assert demander(onboarding, MobiliserSalle, PREFET, **salle).accepted


def test_un_lien_et_un_compte_se_disent_a_qui_les_demande(onboarding: Service) -> None:
    apprendre(onboarding, LABEL)
    dit = {"structure_id": MAISON, "label_id": LABEL.label_id}

    assert demander(onboarding, RenouvelerLien, BANQUE, **dit).cree == {
        "lien_id": raccordement(onboarding).lien_id
    }
    compte = creer_le_compte(onboarding).cree["compte_id"]
    [cree] = [e for e in enregistres(onboarding) if isinstance(e, Raccordement.CompteStructureCree)]
    assert cree.compte_id == compte


def test_l_operateur_apprend_la_sollicitation_et_rien_de_l_usager_a123(ouverte: Component) -> None:
    service, objet = ouverte.service, {"objet": "un dossier", "mandat": True}
    recue = demander(service, EmettreSollicitation, AGENT, **DEMANDE, **objet).cree
    [annoncee] = annonces(service, SollicitationEmise)

    assert annoncee.sollicitation_id == recue["sollicitation_id"]
    assert annoncee.model_dump(include={"structure_id", "departement", "operateur"}) == {
        "structure_id": MAISON,
        "departement": DEPARTEMENT,
        "operateur": SOCLE.code("CAF"),
    }
    assert annoncee.limite_le > annoncee.occurred_at
    assert "un dossier" not in annoncee.model_dump_json()


def test_qui_forme_apprend_les_agents_la_session_et_les_convoques_a111(ouverte: Component) -> None:
    service = ouverte.service
    voulue = {"bloc": "SOCLE", "lieu": "Aurillac", "demi_journees": MATINS, "places": 9}
    session = demander(service, PlanifierSession, PREFET, departement=DEPARTEMENT, **voulue).cree
    salle = {"ordinateurs": 9, "videoprojecteur": True}
    demander(service, MobiliserSalle, PREFET, **salle, **session)
    ada, grace = annonces(service, AgentInscrit)
    convoques = {"structure_id": MAISON, "label_id": LABEL.label_id, "agents": [ada.agent_id]}
    demander(service, ConvoquerAgents, CNFPT, **convoques, **session)
    [planifiee] = annonces(service, SessionFormationPlanifiee)
    [convoque] = annonces(service, AgentConvoque)

    assert {ada.agent_id: ADA, grace.agent_id: GRACE} == adresses(service)
    assert (ada.structure_id, planifiee.structure_id) == (MAISON, None)
    assert planifiee.session_id == convoque.session_id == session["session_id"]
    assert (convoque.agent_id, convoque.structure_id) == (ada.agent_id, MAISON)
    assert [str(each.le) for each in planifiee.demi_journees] == [each["le"] for each in MATINS]
    assert not any(ADA in each.model_dump_json() for each in (ada, planifiee, convoque))
