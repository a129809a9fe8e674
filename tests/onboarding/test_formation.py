"""De l'inscription d'un agent à la fin de son parcours, par les demandes que chacun envoie."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.onboarding.application import Onboarding
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
from services.onboarding.formation.projections import FORMATION, sessions
from services.onboarding.publishing import to_contract
from services.onboarding.raccordement.commands import DesinscrireAgent, InscrireAgents
from shared.contracts.onboarding import ParcoursFormationAcheve
from shared.log.readers import ProjectionReader, recorded_after
from shared.messages.actors import Acteur, Role
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.read_model import ReadModel
from tests.onboarding.test_agents import ADA, GRACE, LABEL, MAISON, PORTEUR, raccordement
from tests.onboarding.test_agents import onboarding as onboarding  # the fixture

PREFET = Acteur(role="PREFET", id="préfecture", departement=LABEL.fiche.departement)
CNFPT = Acteur(role="CNFPT", id="CNFPT")
BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")
LE = datetime(2020, 2, 20, 9, tzinfo=UTC)
SOCLE = [("2020-02-03", m) for m in ("MATIN", "APRES_MIDI")] + [
    ("2020-02-04", "MATIN"), ("2020-02-04", "APRES_MIDI"), ("2020-02-05", "MATIN"),
]  # fmt: skip
METIERS = [(f"2020-02-{j}", m) for j in (10, 11, 12) for m in ("MATIN", "APRES_MIDI")]


def demander(service: Onboarding, kind: type[Command], acteur: Acteur, **dit: Any) -> Outcome:
    entete = {"message_id": uuid5(MAISON, f"{kind.__name__} {dit}"), "acteur": acteur}
    return service.receive(
        Envelope.starting(kind.model_validate({**entete, "survenu_le": LE, **dit}))
    )


def moments(quand: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"le": le, "moment": moment} for le, moment in quand]


def planifier(
    service: Onboarding,
    bloc: str,
    quand: list[tuple[str, str]],
    acteur: Acteur = PREFET,
    places: int = 10,
) -> Outcome:
    dit = {"departement": LABEL.fiche.departement, "bloc": bloc, "lieu": "Aurillac"}
    return demander(
        service,
        PlanifierSession,
        acteur,
        **dit,
        demi_journees=moments(quand)[::-1],
        places=places,
    )


def session_id(bloc: str, quand: list[tuple[str, str]]) -> UUID:
    debut = " ".join(quand[0])
    debut = " ".join(quand[0])
    return SessionFormation.create_id(LABEL.fiche.departement, bloc, "Aurillac", [debut])


def convoquer(
    service: Onboarding, bloc: str, quand: list[tuple[str, str]], *agents: UUID
) -> Outcome:
    """Une session planifiée, sa salle, et ces agents convoqués."""
    assert planifier(service, bloc, quand).accepted
    session = {"session_id": session_id(bloc, quand)}
    equipement = {"ordinateurs": 8, "videoprojecteur": True}
    assert demander(service, MobiliserSalle, PREFET, **session, **equipement).accepted
    convocation = {"structure_id": MAISON, "label_id": LABEL.label_id, "agents": agents}
    return demander(service, ConvoquerAgents, PREFET, **session, **convocation)


def suivre(
    service: Onboarding, session_id: UUID, quand: list[tuple[str, str]], *agents: UUID
) -> None:
    for moment in moments(quand):
        presence = {"session_id": session_id, "demi_journee": moment, "presents": agents}
        assert demander(service, ConstaterPresence, CNFPT, **presence).accepted


def former(service: Onboarding, bloc: str, quand: list[tuple[str, str]], *agents: UUID) -> None:
    """Une session entière, suivie par ces agents."""
    assert convoquer(service, bloc, quand, *agents).accepted
    suivre(service, session_id(bloc, quand), quand, *agents)


def attester(service: Onboarding, module: str, agent: UUID, acteur: Acteur = CNFPT) -> Outcome:
    dit = {"structure_id": MAISON, "label_id": LABEL.label_id, "agent_id": agent}
    return demander(service, ValiderModule, acteur, **dit, module=module)


@pytest.fixture
def agents(onboarding: Onboarding) -> list[UUID]:
    inscrits = [{"courriel": ADA}, {"courriel": GRACE}]
    dit = {"structure_id": MAISON, "label_id": LABEL.label_id, "agents": inscrits}
    assert demander(onboarding, InscrireAgents, PORTEUR, **dit).accepted
    return list(raccordement(onboarding).agents)


def annonces(service: Onboarding) -> list[ParcoursFormationAcheve]:
    dits = (to_contract(event) for _, event in recorded_after(service, 0))
    return [dit for dit in dits if isinstance(dit, ParcoursFormationAcheve)]


def formation(service: Onboarding) -> FormationStructure:
    return service.load_or_refuse(FormationStructure, FormationStructure.create_id(LABEL.label_id))


def test_chaque_agent_inscrit_a_tous_les_modules_du_programme_a_valider(
    onboarding: Onboarding, agents: list[UUID]
) -> None:
    """A-092 : cinq modules, dont deux à distance, pour chacun."""
    restants = {"SOCLE", "METIER-A", "METIER-B", "SOCLE-DIST", "OUTILS"}

    assert formation(onboarding).restants == dict.fromkeys(agents, restants)
    assert set(formation(onboarding).programmes.values()) == {"FORMATION-2019"}


def test_un_agent_qui_a_tout_valide_a_fini_et_les_autres_services_l_apprennent(
    onboarding: Onboarding, agents: list[UUID]
) -> None:
    """A-092, A-102, A-104, A-106 : 5,5 jours en présence, et ce qui est à distance."""
    ada, _ = agents
    former(onboarding, "SOCLE", SOCLE, ada)
    former(onboarding, "METIERS", METIERS, ada)
    attester(onboarding, "SOCLE-DIST", ada)
    assert annonces(onboarding) == []

    assert attester(onboarding, "OUTILS", ada, BANQUE).accepted

    [acheve] = annonces(onboarding)
    assert (acheve.structure_id, acheve.agent_id) == (MAISON, ada)
    assert (acheve.agents_formes, acheve.agents_inscrits) == (1, 2)
    assert acheve.programme == "FORMATION-2019"


def test_le_second_agent_qui_finit_rend_la_structure_prete(
    onboarding: Onboarding, agents: list[UUID]
) -> None:
    """A-092 : de quoi n'ouvrir qu'une fois tous les agents formés."""
    former(onboarding, "SOCLE", SOCLE, *agents)
    former(onboarding, "METIERS", METIERS, *agents)
    for agent in agents:
        attester(onboarding, "SOCLE-DIST", agent)
        attester(onboarding, "OUTILS", agent, BANQUE)

    assert [(a.agents_formes, a.agents_inscrits) for a in annonces(onboarding)] == [(1, 2), (2, 2)]


def test_un_agent_parti_ne_retarde_plus_la_structure(
    onboarding: Onboarding, agents: list[UUID]
) -> None:
    """A-092 : seuls comptent les agents qui y sont encore."""
    ada, _ = agents
    dit = {"structure_id": MAISON, "label_id": LABEL.label_id, "courriel": GRACE}
    assert demander(onboarding, DesinscrireAgent, PORTEUR, **dit).accepted
    former(onboarding, "SOCLE", SOCLE, ada)
    former(onboarding, "METIERS", METIERS, ada)
    attester(onboarding, "SOCLE-DIST", ada)
    attester(onboarding, "OUTILS", ada, BANQUE)

    assert [(a.agents_formes, a.agents_inscrits) for a in annonces(onboarding)] == [(1, 1)]


def test_un_bloc_se_valide_a_sa_derniere_demi_journee_et_pas_avant(
    onboarding: Onboarding, agents: list[UUID]
) -> None:
    """A-102, A-106 : dans n'importe quel ordre, mais toutes."""
    ada, grace = agents
    convoquer(onboarding, "SOCLE", SOCLE, ada, grace)
    suivre(onboarding, session_id("SOCLE", SOCLE), SOCLE[1:], ada, grace)
    assert "SOCLE" in formation(onboarding).restants[ada]

    suivre(onboarding, session_id("SOCLE", SOCLE), SOCLE[:1], ada)

    assert "SOCLE" not in formation(onboarding).restants[ada]
    assert "SOCLE" in formation(onboarding).restants[grace]


def test_un_module_en_presence_ne_s_atteste_pas_a_distance(
    onboarding: Onboarding, agents: list[UUID]
) -> None:
    assert attester(onboarding, "SOCLE", agents[0]).code == "PresenceRequise"


def test_un_module_s_atteste_par_qui_le_donne(onboarding: Onboarding, agents: list[UUID]) -> None:
    """A-104 : le webinaire des outils est commun au CNFPT et à la Banque des territoires."""
    reponse = attester(onboarding, "SOCLE-DIST", agents[0], BANQUE)

    assert (reponse.code, "CNFPT" in reponse.detail) == ("PrestataireEtranger", True)
    assert attester(onboarding, "OUTILS", agents[0], CNFPT).accepted
    assert attester(onboarding, "OUTILS", agents[1], BANQUE).accepted


def test_un_bloc_a_distance_ne_se_tient_pas_en_session(onboarding: Onboarding) -> None:
    assert planifier(onboarding, "DISTANCE", SOCLE[:2]).code == "BlocADistance"


@pytest.mark.parametrize(
    ("role", "departement", "code"),
    [("CNFPT", None, "RoleNonAutorise"), ("PREFET", "46", "DepartementEtranger")],
)
def test_seule_la_prefecture_du_departement_planifie(
    onboarding: Onboarding, role: Role, departement: str | None, code: str
) -> None:
    """A-111."""
    acteur = Acteur(role=role, id="quelqu'un", departement=departement)

    assert planifier(onboarding, "SOCLE", SOCLE, acteur).code == code


def test_un_agent_d_ailleurs_n_est_pas_convoque(onboarding: Onboarding) -> None:
    reponse = convoquer(onboarding, "SOCLE", SOCLE, UUID(int=99))

    assert (reponse.statut, reponse.code) == ("REFUSE", "AgentInconnu")


def test_les_sessions_d_un_departement_se_lisent_avec_leur_deroulement(
    onboarding: Onboarding, agents: list[UUID], tmp_path: Path
) -> None:
    """A-111, A-113."""
    former(onboarding, "SOCLE", SOCLE, *agents)
    note = {"session_id": session_id("SOCLE", SOCLE), "satisfaisant": True}
    assert demander(onboarding, NoterDeroulement, PREFET, **note).accepted
    model = ReadModel(f"sqlite:///{tmp_path / 'lecture.sqlite'}")
    ProjectionReader(onboarding, model, FORMATION).run()

    [session] = sessions(model, LABEL.fiche.departement)
    model.close()

    assert (session["lieu"], session["debut"]) == ("Aurillac", "2020-02-03 MATIN")
    assert (session["convoques"], session["deroulement"]) == (2, "SATISFAISANT")
    assert "8 ordinateur(s)" in session["salle"]


def test_le_programme_de_chacun_est_cite_par_ses_faits(
    onboarding: Onboarding, agents: list[UUID]
) -> None:
    """INV-17."""
    former(onboarding, "SOCLE", SOCLE, *agents)

    faits = [event for _, event in recorded_after(onboarding, 0)]
    valides = [each for each in faits if isinstance(each, FormationStructure.ModuleValide)]
    assert len(valides) == 2
    assert all("FORMATION-2019" in each.provenance["regles"] for each in valides)
    assert date.fromisoformat(valides[0].source.split()[2]) == date(2020, 2, 3)
