"""Les référents d'un département, et les demandes des agents, telles que le service les reçoit."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from console.execution.embedded import InProcessBus
from services.onboarding.component import build
from services.onboarding.convention.rules.socle import charger_socle
from services.onboarding.operateurs.application import etat_des_referents
from services.onboarding.operateurs.commands import (
    CloreSollicitation,
    DesignerReferent,
    EmettreSollicitation,
    RepondreSollicitation,
    RetirerReferent,
)
from services.onboarding.operateurs.domain.annuaire import AnnuaireReferents
from services.onboarding.operateurs.domain.sollicitation import Sollicitation
from services.onboarding.operateurs.projections import delais
from services.onboarding.raccordement.commands import CreerCompte, InscrireAgents
from services.onboarding.raccordement.domain.raccordement import Raccordement
from services.onboarding.raccordement.reading import Liens
from shared.clock import SimulatedClock
from shared.contracts.labellisation import StructureLabellisee
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.personal_data.master_keys import new_master_key
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.contracts.language import sample

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
MAISON, DEPARTEMENT = LABEL.structure_id, LABEL.fiche.departement
DEBUT = datetime(2020, 1, 6, 9, tzinfo=UTC)
PREFET = Acteur(role="PREFET", id="préfecture", departement=DEPARTEMENT)
PORTEUR = Acteur(role="PORTEUR", id="porteur", structure_id=MAISON)
AGENT = Acteur(role="AGENT", id="agent 1", structure_id=MAISON)
CAF = Acteur(role="REFERENT", id="référent 1", organisme="CAF", departement=DEPARTEMENT)
PIECE = {"empreinte": "0" * 64, "nom": "avis.pdf", "taille": 4096}


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(DEBUT)


@pytest.fixture
def raccordee(tmp_path: Path, clock: SimulatedClock) -> Iterator[Component]:
    """Une structure labellisée, qui a son lien."""
    known = {"MASTER_KEY": new_master_key(), "LINK_SECRET": "essai", "DOCUMENTS": str(tmp_path)}
    component = build(embedded("onboarding", tmp_path, clock, known))
    assert component.service.receive(Envelope.starting(LABEL)).accepted
    yield component
    component.close()


@pytest.fixture
def ouverte(raccordee: Component) -> Component:
    """La même, ses applications ouvertes (A-118)."""
    known = raccordement(raccordee)
    jeton = Liens("essai", "").url(LABEL.label_id, known.lien_id).partition("jeton=")[2]
    demander(raccordee, CreerCompte, PORTEUR, structure_id=MAISON, jeton=jeton)
    agents = [{"courriel": f"agent{n}@estives.example"} for n in (1, 2)]
    dit = {"structure_id": MAISON, "label_id": LABEL.label_id, "agents": agents}
    assert demander(raccordee, InscrireAgents, PORTEUR, **dit).accepted
    return raccordee


def raccordement(component: Component) -> Raccordement:
    return component.service.load_or_refuse(Raccordement, Raccordement.create_id(LABEL.label_id))


def demander(component: Component, kind: type[Command], acteur: Acteur, **dit: Any) -> Outcome:
    message_id = uuid5(MAISON, f"{kind.__name__} {dit}")
    command = kind.model_validate({"message_id": message_id, "acteur": acteur, **dit})
    return component.service.receive(Envelope.starting(command))


def tourner(component: Component) -> None:
    bus = InProcessBus([])
    readers = [*component.readers(bus), *component.timed(bus)]
    while sum(reader.run() for reader in readers):
        pass


def designer(component: Component, operateur: str, rang: int, genre: str = "BACK_OFFICE") -> None:
    dit = {"departement": DEPARTEMENT, "operateur": operateur, "genre": genre}
    contact = {"fonction": "référent", "courriel": f"r{rang}@{operateur.lower()}.example"}
    assert demander(component, DesignerReferent, PREFET, **dit, **contact).accepted


def etats(component: Component) -> dict[str, str]:
    found = etat_des_referents(component.service, DEPARTEMENT, date(2020, 1, 6))["operateurs"]
    return {code: dit["etat"] for code, dit in found.items()}


def test_un_referent_est_le_minimum_deux_la_cible(raccordee: Component) -> None:
    """A-087, A-123, X-18."""
    designer(raccordee, "CAF", 1)
    designer(raccordee, "DGFIP", 1)
    designer(raccordee, "DGFIP", 2)

    found = etats(raccordee)

    assert (found["CNAF"], found["DGFIP"], found["CCMSA"]) == ("ALERTE", "COMPLET", "MANQUANT")
    assert set(found) == {each.code for each in charger_socle().en_vigueur(date(2020, 1, 6))}


def test_la_prefecture_tient_aussi_les_referents_de_formation(raccordee: Component) -> None:
    """A-112 : ils se lisent avec leur fonction et leur adresse, et ne comptent pas pour X-18."""
    designer(raccordee, "CAF", 1, "FORMATION")

    found = etat_des_referents(raccordee.service, DEPARTEMENT, date(2020, 1, 6))["operateurs"]

    [referent] = found["CNAF"]["referents"]
    assert (referent["genre"], referent["courriel"]) == ("FORMATION", "r1@caf.example")
    assert found["CNAF"]["etat"] == "MANQUANT"


def test_un_referent_retire_ne_compte_plus(raccordee: Component) -> None:
    """A-112."""
    designer(raccordee, "CAF", 1)
    annuaire = raccordee.service.load_or_refuse(
        AnnuaireReferents, AnnuaireReferents.create_id(DEPARTEMENT)
    )
    [referent_id] = annuaire.referents
    dit = {"departement": DEPARTEMENT, "referent_id": referent_id}
    assert demander(raccordee, RetirerReferent, PREFET, **dit).accepted

    assert etats(raccordee)["CNAF"] == "MANQUANT"
    autre = {"departement": DEPARTEMENT, "referent_id": UUID(int=9)}
    assert demander(raccordee, RetirerReferent, PREFET, **autre).code == "ReferentInconnu"


def test_le_meme_referent_ne_compte_qu_une_fois(raccordee: Component) -> None:
    designer(raccordee, "CAF", 1)
    dit = {"departement": DEPARTEMENT, "operateur": "CNAF", "genre": "BACK_OFFICE"}
    contact = {"fonction": "cheffe", "courriel": "R1@caf.example"}
    demander(raccordee, DesignerReferent, PREFET, **dit, **contact)

    assert etats(raccordee)["CNAF"] == "ALERTE"


def test_l_adresse_d_un_referent_oublie_ne_se_lit_plus(raccordee: Component) -> None:
    designer(raccordee, "CAF", 1)
    service = raccordee.service
    known = service.load_or_refuse(AnnuaireReferents, AnnuaireReferents.create_id(DEPARTEMENT))
    [referent_id] = known.referents
    assert service.keys
    service.keys.destroy(referent_id, service.clock.now())

    found = etat_des_referents(service, DEPARTEMENT, date(2020, 1, 6))["operateurs"]
    assert [each["courriel"] for each in found["CNAF"]["referents"]] == [""]


def emettre(component: Component, operateur: str = "CAF", **dit: Any) -> Outcome:
    said = {"structure_id": MAISON, "label_id": LABEL.label_id, "operateur": operateur}
    demande = {"objet": f"dossier {operateur}", "mandat": True, "pieces": [PIECE]}
    return demander(component, EmettreSollicitation, AGENT, **{**said, **demande, **dit})


def sollicitation_id(operateur: str = "CAF") -> UUID:
    said = {"structure_id": MAISON, "label_id": LABEL.label_id, "operateur": operateur}
    demande = {"objet": f"dossier {operateur}", "mandat": True, "pieces": [PIECE]}
    return Sollicitation.create_id(uuid5(MAISON, f"EmettreSollicitation { ({**said, **demande}) }"))


def repondre(component: Component, acteur: Acteur = CAF) -> Outcome:
    dit = {"sollicitation_id": sollicitation_id(), "reponse": "dossier complété"}
    return demander(component, RepondreSollicitation, acteur, **dit)


def depassees(component: Component) -> int:
    rows = component.model.query("SELECT depassee FROM sollicitations")
    return sum(row["depassee"] for row in rows)


def test_une_demande_complexe_part_avec_ses_pieces_et_sa_limite(ouverte: Component) -> None:
    """A-123, A-124, A-125 : à l'opérateur, sous le nom que l'agent lui donne."""
    assert emettre(ouverte).accepted

    emise = ouverte.service.load_or_refuse(Sollicitation, sollicitation_id())
    assert (emise.operateur, emise.departement) == ("CNAF", DEPARTEMENT)
    assert (
        timedelta(hours=72) - timedelta(seconds=1)
        < emise.limite_le - DEBUT
        < timedelta(hours=72, seconds=1)
    )


def test_sans_reponse_le_delai_se_depasse_a_son_heure(
    ouverte: Component, clock: SimulatedClock
) -> None:
    """A-125, INV-15, TMR-07."""
    emettre(ouverte)
    clock.advance(DEBUT + timedelta(hours=71))
    tourner(ouverte)
    assert depassees(ouverte) == 0

    clock.advance(DEBUT + timedelta(hours=73))
    tourner(ouverte)
    assert depassees(ouverte) == 1


def test_une_reponse_a_temps_arrete_le_delai(ouverte: Component, clock: SimulatedClock) -> None:
    """A-125, INV-15."""
    emettre(ouverte)
    clock.advance(DEBUT + timedelta(hours=10))
    assert repondre(ouverte).accepted

    clock.advance(DEBUT + timedelta(hours=100))
    tourner(ouverte)

    [caf] = delais(ouverte.model, DEPARTEMENT)
    assert (caf["operateur"], caf["reponses"], caf["depassements"]) == ("CNAF", 1, 0)
    assert caf["mediane_heures"] == 10.0


def test_les_delais_se_comptent_par_operateur(ouverte: Component, clock: SimulatedClock) -> None:
    """A-091, A-125."""
    emettre(ouverte)
    emettre(ouverte, "DGFIP")
    clock.advance(DEBUT + timedelta(hours=80))
    repondre(ouverte)
    tourner(ouverte)

    caf, dgfip = delais(ouverte.model, DEPARTEMENT)
    assert (caf["depassements"], caf["mediane_heures"]) == (1, 80.0)
    assert (dgfip["operateur"], dgfip["reponses"], dgfip["depassements"]) == ("DGFIP", 0, 1)


def test_l_agent_clot_sa_demande(ouverte: Component, clock: SimulatedClock) -> None:
    emettre(ouverte)
    dit = {"structure_id": MAISON, "sollicitation_id": sollicitation_id()}
    assert demander(ouverte, CloreSollicitation, AGENT, **dit).accepted
    clock.advance(DEBUT + timedelta(hours=100))
    tourner(ouverte)

    assert depassees(ouverte) == 0
    assert repondre(ouverte).code == "SollicitationClose"


@pytest.mark.parametrize(
    ("acteur", "code"),
    [
        (CAF.model_copy(update={"organisme": "DGFIP"}), "OperateurEtranger"),
        (CAF.model_copy(update={"departement": "46"}), "DepartementEtranger"),
        (AGENT, "RoleNonAutorise"),
    ],
)
def test_seul_l_operateur_sollicite_repond(ouverte: Component, acteur: Acteur, code: str) -> None:
    emettre(ouverte)

    assert repondre(ouverte, acteur).code == code


def test_sans_mandat_de_l_usager_rien_ne_part(ouverte: Component) -> None:
    assert emettre(ouverte, mandat=False).code == "MandatManquant"


def test_sans_acces_aux_applications_on_ne_sollicite_pas(raccordee: Component) -> None:
    """A-118 : Administration+ s'ouvre avec les autres applications."""
    assert emettre(raccordee).code == "ApplicationsFermees"


def test_ce_qui_est_dit_d_un_usager_est_chiffre(ouverte: Component) -> None:
    emettre(ouverte)

    [emise] = ouverte.service.recorder.select_events(sollicitation_id())
    assert b"dossier CAF" not in emise.state


def test_du_label_aux_trois_applications(raccordee: Component, ouverte: Component) -> None:
    """A-114 à A-118, A-120 : lien, compte, agents, puis les trois outils de la plateforme."""
    known = raccordement(ouverte)

    assert known.compte_id and len(known.agents) == 2 and known.est_ouvert
    [ouvertes] = [
        ouverte.service.mapper.to_domain_event(each)
        for each in ouverte.service.recorder.select_events(known.id)
        if each.topic == Raccordement.ApplicationsOuvertes.TOPIC
    ]
    assert isinstance(ouvertes, Raccordement.ApplicationsOuvertes)
    assert ouvertes.applications == ["BUREAU", "REPORTING", "ADMINISTRATION_PLUS"]
