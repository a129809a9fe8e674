"""De l'inscription d'un agent à la fin de son parcours, par les demandes que chacun envoie."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.onboarding.formation.commands import (
    ConstaterPresence,
    ConvoquerAgents,
    MobiliserSalle,
    NoterDeroulement,
    PlanifierSession,
    ValiderModule,
)
from services.onboarding.formation.domain.session import SessionFormation
from services.onboarding.formation.domain.structure import FormationStructure
from services.onboarding.formation.projections import FORMATION
from services.onboarding.formation.questions import sessions
from services.onboarding.raccordement.commands import DesinscrireAgent
from shared.contracts.onboarding import ParcoursFormationAcheve
from shared.log.readers import ProjectionReader
from shared.messages.actors import Acteur, Role
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from shared.read_model import ReadModel
from shared.recording.application import Service
from tests.horloge import attendre
from tests.onboarding.faits import (
    ADA,
    BANQUE,
    CNFPT,
    DEPARTEMENT,
    GRACE,
    LABEL,
    MAISON,
    PORTEUR,
    PREFET,
    annonces,
    enregistres,
    inscrire,
    raccordement,
)
from tests.onboarding.faits import demander as demander_ce_jour

LE = datetime(2020, 2, 20, 9, tzinfo=UTC)
SOCLE = [("2020-02-03", m) for m in ("MATIN", "APRES_MIDI")] + [
    ("2020-02-04", "MATIN"), ("2020-02-04", "APRES_MIDI"), ("2020-02-05", "MATIN"),
]  # fmt: skip
METIERS = [(f"2020-02-{j}", m) for j in (10, 11, 12) for m in ("MATIN", "APRES_MIDI")]


def demander(service: Service, kind: type[Command], acteur: Acteur, **champs: Any) -> Outcome:
    """Une fois les sessions de février passées."""
    attendre(service, LE)
    return demander_ce_jour(service, kind, acteur, survenu_le=LE, **champs)


def moments(quand: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"le": le, "moment": moment} for le, moment in quand]


def planifier(
    service: Service,
    bloc: str,
    quand: list[tuple[str, str]],
    acteur: Acteur = PREFET,
    places: int = 10,
) -> Outcome:
    session = {"departement": DEPARTEMENT, "bloc": bloc, "lieu": "Aurillac", "places": places}
    desordre = moments(quand)[::-1]
    return demander(service, PlanifierSession, acteur, **session, demi_journees=desordre)


def session_id(bloc: str, quand: list[tuple[str, str]]) -> UUID:
    return SessionFormation.create_id(DEPARTEMENT, bloc, "Aurillac", [" ".join(quand[0])])


def convoquer(service: Service, bloc: str, quand: list[tuple[str, str]], *agents: UUID) -> Outcome:
    """Une session planifiée, sa salle, et ces agents convoqués."""
    assert planifier(service, bloc, quand).accepted
    session = {"session_id": session_id(bloc, quand)}
    equipement = {"ordinateurs": 8, "videoprojecteur": True}
    assert demander(service, MobiliserSalle, PREFET, **session, **equipement).accepted
    convocation = {"structure_id": MAISON, "label_id": LABEL.label_id, "agents": agents}
    return demander(service, ConvoquerAgents, PREFET, **session, **convocation)


def suivre(service: Service, session_id: UUID, quand: list[tuple[str, str]], *agents: UUID) -> None:
    for moment in moments(quand):
        presence = {"session_id": session_id, "demi_journee": moment, "presents": agents}
        assert demander(service, ConstaterPresence, CNFPT, **presence).accepted


def former(service: Service, bloc: str, quand: list[tuple[str, str]], *agents: UUID) -> None:
    """Une session entière, suivie par ces agents."""
    assert convoquer(service, bloc, quand, *agents).accepted
    suivre(service, session_id(bloc, quand), quand, *agents)


def attester(service: Service, module: str, agent: UUID, acteur: Acteur = CNFPT) -> Outcome:
    suivi = {"structure_id": MAISON, "label_id": LABEL.label_id, "agent_id": agent}
    return demander(service, ValiderModule, acteur, **suivi, module=module)


@pytest.fixture
def agents(inscrite: Service) -> list[UUID]:
    attendre(inscrite, LE)
    assert inscrire(inscrite, ADA, GRACE, survenu_le=LE).accepted
    return list(raccordement(inscrite).agents)


def formation(service: Service) -> FormationStructure:
    return service.load_or_refuse(FormationStructure, FormationStructure.create_id(LABEL.label_id))


def test_chaque_agent_inscrit_a_tous_les_modules_du_programme_a_valider(
    inscrite: Service, agents: list[UUID]
) -> None:
    """A-092 : cinq modules, dont deux à distance, pour chacun."""
    restants = {"SOCLE", "METIER-A", "METIER-B", "SOCLE-DIST", "OUTILS"}

    assert formation(inscrite).restants == dict.fromkeys(agents, restants)
    assert set(formation(inscrite).programmes.values()) == {"FORMATION-2019"}


def test_un_agent_qui_a_tout_valide_a_fini_et_les_autres_services_l_apprennent(
    inscrite: Service, agents: list[UUID]
) -> None:
    """A-092, A-102, A-104, A-106 : 5,5 jours en présence, et ce qui est à distance."""
    ada, _ = agents
    former(inscrite, "SOCLE", SOCLE, ada)
    former(inscrite, "METIERS", METIERS, ada)
    attester(inscrite, "SOCLE-DIST", ada)
    assert annonces(inscrite, ParcoursFormationAcheve) == []

    assert attester(inscrite, "OUTILS", ada, BANQUE).accepted

    [acheve] = annonces(inscrite, ParcoursFormationAcheve)
    assert (acheve.structure_id, acheve.agent_id) == (MAISON, ada)
    assert (acheve.agents_formes, acheve.agents_inscrits) == (1, 2)
    assert acheve.programme == "FORMATION-2019"


def test_le_second_agent_qui_finit_rend_la_structure_prete(
    inscrite: Service, agents: list[UUID]
) -> None:
    """A-092 : de quoi n'ouvrir qu'une fois tous les agents formés."""
    former(inscrite, "SOCLE", SOCLE, *agents)
    former(inscrite, "METIERS", METIERS, *agents)
    for agent in agents:
        attester(inscrite, "SOCLE-DIST", agent)
        attester(inscrite, "OUTILS", agent, BANQUE)

    assert [
        (a.agents_formes, a.agents_inscrits) for a in annonces(inscrite, ParcoursFormationAcheve)
    ] == [(1, 2), (2, 2)]


def test_un_agent_parti_ne_retarde_plus_la_structure(inscrite: Service, agents: list[UUID]) -> None:
    """A-092 : seuls comptent les agents qui y sont encore."""
    ada, _ = agents
    partie = {"structure_id": MAISON, "label_id": LABEL.label_id, "courriel": GRACE}
    assert demander(inscrite, DesinscrireAgent, PORTEUR, **partie).accepted
    former(inscrite, "SOCLE", SOCLE, ada)
    former(inscrite, "METIERS", METIERS, ada)
    attester(inscrite, "SOCLE-DIST", ada)
    attester(inscrite, "OUTILS", ada, BANQUE)

    assert [
        (a.agents_formes, a.agents_inscrits) for a in annonces(inscrite, ParcoursFormationAcheve)
    ] == [(1, 1)]


def test_un_bloc_se_valide_a_sa_derniere_demi_journee_et_pas_avant(
    inscrite: Service, agents: list[UUID]
) -> None:
    """A-102, A-106 : dans n'importe quel ordre, mais toutes."""
    ada, grace = agents
    convoquer(inscrite, "SOCLE", SOCLE, ada, grace)
    suivre(inscrite, session_id("SOCLE", SOCLE), SOCLE[1:], ada, grace)
    assert "SOCLE" in formation(inscrite).restants[ada]

    suivre(inscrite, session_id("SOCLE", SOCLE), SOCLE[:1], ada)

    assert "SOCLE" not in formation(inscrite).restants[ada]
    assert "SOCLE" in formation(inscrite).restants[grace]


def test_un_module_en_presence_ne_s_atteste_pas_a_distance(
    inscrite: Service, agents: list[UUID]
) -> None:
    assert attester(inscrite, "SOCLE", agents[0]).code == "PresenceRequise"


def test_un_module_s_atteste_par_qui_le_donne(inscrite: Service, agents: list[UUID]) -> None:
    """A-104 : le webinaire des outils est commun au CNFPT et à la Banque des territoires."""
    reponse = attester(inscrite, "SOCLE-DIST", agents[0], BANQUE)

    assert (reponse.code, "CNFPT" in reponse.detail) == ("PrestataireEtranger", True)
    assert attester(inscrite, "OUTILS", agents[0], CNFPT).accepted
    assert attester(inscrite, "OUTILS", agents[1], BANQUE).accepted


def test_un_bloc_a_distance_ne_se_tient_pas_en_session(inscrite: Service) -> None:
    assert planifier(inscrite, "DISTANCE", SOCLE[:2]).code == "BlocADistance"


@pytest.mark.parametrize(
    ("role", "departement", "code"),
    [("CNFPT", None, "RoleNonAutorise"), ("PREFET", "46", "DepartementEtranger")],
)
def test_seule_la_prefecture_du_departement_planifie(
    inscrite: Service, role: Role, departement: str | None, code: str
) -> None:
    """A-111."""
    acteur = Acteur(role=role, id="quelqu'un", departement=departement)

    assert planifier(inscrite, "SOCLE", SOCLE, acteur).code == code


def test_un_agent_d_ailleurs_n_est_pas_convoque(inscrite: Service) -> None:
    reponse = convoquer(inscrite, "SOCLE", SOCLE, UUID(int=99))

    assert (reponse.statut, reponse.code) == ("REFUSE", "AgentInconnu")


def test_les_sessions_d_un_departement_se_lisent_avec_leur_deroulement(
    inscrite: Service, agents: list[UUID], tmp_path: Path
) -> None:
    """A-111, A-113."""
    former(inscrite, "SOCLE", SOCLE, *agents)
    note = {"session_id": session_id("SOCLE", SOCLE), "satisfaisant": True}
    assert demander(inscrite, NoterDeroulement, PREFET, **note).accepted
    model = ReadModel(f"sqlite:///{tmp_path / 'lecture.sqlite'}")
    ProjectionReader(inscrite, model, FORMATION).run()

    [session] = sessions(model, DEPARTEMENT)
    model.close()

    assert (session["lieu"], session["debut"]) == ("Aurillac", "2020-02-03 MATIN")
    assert (session["convoques"], session["deroulement"]) == (2, "SATISFAISANT")
    assert "8 ordinateur(s)" in session["salle"]


def test_le_programme_de_chacun_est_cite_par_ses_faits(
    inscrite: Service, agents: list[UUID]
) -> None:
    """INV-17."""
    former(inscrite, "SOCLE", SOCLE, *agents)

    faits = enregistres(inscrite)
    valides = [each for each in faits if isinstance(each, FormationStructure.ModuleValide)]
    assert len(valides) == 2
    assert all("FORMATION-2019" in each.provenance["regles"] for each in valides)
    assert date.fromisoformat(valides[0].source.split()[2]) == date(2020, 2, 3)
